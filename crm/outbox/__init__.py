"""What is to be done: job rows written in the same transaction as their cause."""
