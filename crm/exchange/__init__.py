"""In and out: files and formats."""
