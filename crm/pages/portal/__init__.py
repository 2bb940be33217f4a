"""The carer's pages: phone first, plain words, their own household only."""
