"""The reasons of decisions: those of some events, with everything that was said before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from crm.extensions import db
from crm.people.reason_tables import DecisionReason


def of_events(event_ids: Collection[int]) -> dict[int, list[DecisionReason]]:
    """The reasons of each of these events, which are the first of their corrections; what counts comes first."""
    found: defaultdict[int, list[DecisionReason]] = defaultdict(list)
    if event_ids:
        chosen = select(DecisionReason).where(DecisionReason.event_id.in_(sorted(event_ids)))
        for row in db.session.scalars(chosen.order_by(DecisionReason.id.desc())):
            found[row.event_id].append(row)
    return dict(found)


def add(row: DecisionReason) -> None:
    """Put reasons on record, in the place of what was said before."""
    db.session.add(row)
    db.session.flush()
