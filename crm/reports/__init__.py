"""The answers: read-only figures, each able to list its households."""
