"""What the register says of the people and the reviews of many households at once, each in one query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from crm.extensions import db
from crm.journey.events import ReviewCompleted
from crm.ledger.tables import StageEntry
from crm.people.profile_tables import CarerProfile
from crm.people.tables import Address, Carer

CHUNK = 500  # households a query
WHO, KNOWN, LIVES, ENTRY = (each.__table__.c for each in (Carer, CarerProfile, Address, StageEntry))


@dataclass(frozen=True, slots=True)
class Registered:
    """A foster carer as the register names one (RT-9)."""

    name: str | None
    born_on: date | None
    sex: str | None


def carers_of(household_ids: Sequence[int]) -> dict[int, tuple[Registered, ...]]:
    """The carers of these households, the first one first."""
    tables = Carer.__table__.outerjoin(CarerProfile.__table__, KNOWN.carer_id == WHO.id)
    found: dict[int, tuple[Registered, ...]] = {}
    for chunk in _chunks(household_ids):
        chosen = select(WHO.household_id, WHO.name, KNOWN.born_on, KNOWN.sex).select_from(tables)
        chosen = chosen.where(WHO.household_id.in_(chunk), WHO.removed_at.is_(None))
        rows = db.session.execute(chosen.order_by(WHO.household_id, WHO.position))
        for household_id, carers in groupby(rows, key=lambda row: row.household_id):
            found[household_id] = tuple(Registered(each.name, each.born_on, each.sex) for each in carers)
    return found


def reviews_of(journey_ids: Sequence[int], day: date) -> dict[int, tuple[date, ...]]:
    """The days of the reviews of these journeys' approvals until a day, as the ledger counts them."""
    found: dict[int, tuple[date, ...]] = {}
    for chunk in _chunks(journey_ids):
        chosen = select(ENTRY.journey_id, ENTRY.effective_on).where(
            ENTRY.journey_id.in_(chunk), ENTRY.kind == ReviewCompleted.kind, ENTRY.effective_on <= day
        )
        standing = chosen.group_by(ENTRY.journey_id, ENTRY.effective_on).having(func.sum(ENTRY.quantity) > 0)
        for row in db.session.execute(standing.order_by(ENTRY.journey_id, ENTRY.effective_on)):
            found[row.journey_id] = (*found.get(row.journey_id, ()), row.effective_on)
    return found


def homes_of(household_ids: Sequence[int]) -> dict[int, str]:
    """Where these households live, on one line. Only for whoever puts the asking on record."""
    found: dict[int, str] = {}
    for chunk in _chunks(household_ids):
        for row in db.session.execute(select(*LIVES).where(LIVES.household_id.in_(chunk))):
            lines = (row.lines or "").replace("\n", ", ")
            found[row.household_id] = ", ".join(each for each in (lines, row.postcode) if each)
    return found


def _chunks(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
