"""Who saw and changed what: append-only, ids and field names, never values."""
