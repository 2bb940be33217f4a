"""Words of reports by mail: which there are, how often, and what a mail is about."""

from __future__ import annotations

from datetime import date

from crm.journey.saying import said

WHAT = {
    "quarterly": "Quarterly report",
    "packs": "Frozen packs",
    "targets": "Targets",
    "priorities": "Priorities",
}
EVERY = {"week": "Each week, to Sunday", "month": "Each month", "quarter": "Each quarter"}
AFTER = {"week": "a week", "month": "a month", "quarter": "a quarter"}
ENDED = {"week": "the week that ended on {}", "month": "the month that ended on {}", "quarter": "the quarter to {}"}


def when(every: str, days: int) -> str:
    """'10 days after a quarter ends'."""
    return f"{days} {'day' if days == 1 else 'days'} after {AFTER[every]} ends"


def about(every: str, ended: date) -> str:
    """'the quarter to 30 September 2026'."""
    return ENDED[every].format(said(ended))
