"""Who saw and changed what: append-only; ids and field names, never values."""

from crm.audit.asked import ASKED, said
from crm.audit.trail import asked, network, record, request_id

__all__ = ["ASKED", "asked", "network", "record", "request_id", "said"]
