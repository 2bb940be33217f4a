"""Whose a journey is: the household of its latest tie (B-18)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from crm.extensions import db
from crm.ledger.tables import EventRecord, TieRecord


def household_of(journey_id: int) -> int | None:
    """The household that a journey belongs to now; nothing if there is no such journey."""
    ties = select(TieRecord.household_id).where(TieRecord.journey_id == journey_id)
    return db.session.scalar(ties.order_by(TieRecord.id.desc()).limit(1))


def begun_since(household_id: int, moment: datetime) -> list[int]:
    """The journeys that began in a household from a moment on, whosever they are now."""
    begun = TieRecord.household_id == household_id, TieRecord.reason == "begun", TieRecord.recorded_at >= moment
    return list(db.session.scalars(select(TieRecord.journey_id).where(*begun).order_by(TieRecord.journey_id)))


def events_of(journey_ids: Collection[int]) -> set[int]:
    """The numbers of all events of these journeys, whatever was corrected since."""
    return set(db.session.scalars(select(EventRecord.id).where(EventRecord.journey_id.in_(journey_ids))))
