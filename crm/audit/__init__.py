"""Who saw and changed what: append-only; ids and field names, never values."""

from crm.audit.trail import looking, record, request_id

__all__ = ["looking", "record", "request_id"]
