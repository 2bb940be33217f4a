"""What has been counted of the journeys that households have under way: what a letter may say has happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from crm.extensions import db
from crm.ledger.tables import StageEntry, UnderWay

CHUNK = 500  # households a query


@dataclass(frozen=True, slots=True)
class SoFar:
    """Of a household: when what it has under way began, and the kinds of events that stand of it."""

    since: date | None
    kinds: frozenset[str]


def so_far(household_ids: Sequence[int]) -> dict[int, SoFar]:
    """How far these households are, those with nothing under way left out; in two queries for each 500."""
    found: dict[int, SoFar] = {}
    for start in range(0, len(household_ids), CHUNK):
        found |= _of(household_ids[start : start + CHUNK])
    return found


def _of(household_ids: Sequence[int]) -> dict[int, SoFar]:
    began = (
        select(UnderWay.household_id, func.min(UnderWay.enquired_on))
        .where(UnderWay.household_id.in_(household_ids))
        .group_by(UnderWay.household_id)
    )
    since: dict[int, date | None] = {row[0]: row[1] for row in db.session.execute(began)}
    # By journey: a journey that came from another household brings what was counted while it was there.
    counted = (
        select(UnderWay.household_id, StageEntry.kind)
        .join(StageEntry, StageEntry.journey_id == UnderWay.journey_id)
        .where(UnderWay.household_id.in_(household_ids))
        .group_by(UnderWay.household_id, StageEntry.kind)
        .having(func.sum(StageEntry.quantity) > 0)
    )
    kinds: dict[int, set[str]] = {each: set() for each in since}
    for household_id, kind in db.session.execute(counted):
        kinds[household_id].add(kind)
    return {each: SoFar(day, frozenset(kinds[each])) for each, day in since.items()}
