"""Who saw and changed what: append-only; ids and field names, never values."""

from crm.audit.trail import network, record, request_id

__all__ = ["network", "record", "request_id"]
