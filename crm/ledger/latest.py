"""What stands now of an event that may have been put right since, or struck out."""

from __future__ import annotations

from sqlalchemy import select

from crm.extensions import db
from crm.journey.events import MARKS, Event, from_data
from crm.ledger.tables import EventRecord

_GONE = frozenset(mark.kind for mark in MARKS)


def latest(event_id: int) -> tuple[int, Event] | None:
    """The id of the row that stands in its place, itself where nothing did, and what it says; None: struck out."""
    row = db.session.get_one(EventRecord, event_id)
    while after := db.session.scalar(select(EventRecord).where(EventRecord.corrects_id == row.id)):
        row = after
    return None if row.kind in _GONE else (row.id, from_data(row.kind, row.happened_on, row.data))
