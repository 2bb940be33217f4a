"""Pages that anybody may read, signed in or not."""
