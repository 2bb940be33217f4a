"""Who saw and changed what: append-only; ids and field names, never values."""

from crm.audit.trail import record, request_id

__all__ = ["record", "request_id"]
