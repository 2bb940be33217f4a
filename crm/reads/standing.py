"""What stands now of events that were put right or struck out since."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from crm.extensions import db
from crm.journey.events import MARKS, Event, from_data
from crm.ledger.tables import EventRecord

_GONE = frozenset(mark.kind for mark in MARKS)


def standing(event_ids: Collection[int]) -> dict[int, Event | None]:
    """What stands now of each of these events: itself, its latest correction, or None where struck out."""
    latest = {event_id: event_id for event_id in event_ids}
    found: dict[int, Event | None] = {}
    wanted = set(event_ids)
    while wanted:
        here = or_(EventRecord.id.in_(wanted), EventRecord.corrects_id.in_(wanted))
        rows = db.session.scalars(select(EventRecord).where(here).order_by(EventRecord.id)).all()
        after = {row.corrects_id: row for row in rows if row.corrects_id in wanted}
        own = {row.id: row for row in rows}
        for first, last in latest.items():
            row = after.get(last) or own.get(last)
            if row is not None:
                found[first] = None if row.kind in _GONE else from_data(row.kind, row.happened_on, row.data)
                latest[first] = row.id
        wanted = {row.id for row in after.values()}
    return found
