"""What the register says of the people and the reviews of many households at once, each in one query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import func, or_, select

from crm.extensions import db
from crm.journey.ending_events import CarerLeft
from crm.journey.events import ReviewCompleted
from crm.ledger.tables import EventRecord, StageEntry
from crm.people.profile_tables import CarerProfile
from crm.people.tables import Address, Carer
from crm.reads.standing import standing

CHUNK = 500  # households a query
AT_ONCE = timedelta(minutes=1)  # at most, between a carer's removal and the news of it, which are one act
TABLES = (Carer, CarerProfile, Address, StageEntry, EventRecord)
WHO, KNOWN, LIVES, ENTRY, NEWS = (each.__table__.c for each in TABLES)


@dataclass(frozen=True, slots=True)
class Registered:
    """A foster carer as the register names one (RT-9)."""

    name: str | None
    born_on: date | None
    sex: str | None


def carers_of(household_ids: Sequence[int], day: date) -> dict[int, tuple[Registered, ...]]:
    """The carers of these households at the end of a day, the first one first.

    Whoever left since is one of them, and not who took their place. Who joined after it is not; of whom no such
    day is on record was there from the start.
    """
    tables = Carer.__table__.outerjoin(CarerProfile.__table__, KNOWN.carer_id == WHO.id)
    found: dict[int, tuple[Registered, ...]] = {}
    for chunk in _chunks(household_ids):
        chosen = select(WHO.household_id, WHO.position, WHO.name, KNOWN.born_on, KNOWN.sex).select_from(tables)
        there = or_(WHO.removed_at.is_(None), WHO.id.in_(_left_after(chunk, day)))
        joined = or_(WHO.joined_on.is_(None), WHO.joined_on <= day)
        chosen = chosen.where(WHO.household_id.in_(chunk), there, joined)
        rows = db.session.execute(chosen.order_by(WHO.household_id, WHO.position, WHO.id))
        for household_id, carers in groupby(rows, key=lambda row: row.household_id):
            places = {each.position: each for each in reversed(list(carers))}  # of two, the earlier one
            found[household_id] = tuple(
                Registered(each.name, each.born_on, each.sex) for _, each in sorted(places.items())
            )
    return found


def left(household_ids: Sequence[int]) -> dict[int, date]:
    """Whoever left one of these households, and the day of the news of it as it was last put right.

    The news is recorded with their removal (B-18). Who was removed without it was never there, and who came back
    is there by a row of their own.
    """
    gone = select(WHO.id, WHO.household_id, WHO.removed_at).where(
        WHO.household_id.in_(household_ids), WHO.removed_at.is_not(None), WHO.came_back_at.is_(None)
    )
    removed = db.session.execute(gone).all()
    homes = {row.household_id for row in removed}
    told = select(NEWS.id, NEWS.household_id, NEWS.recorded_at).where(
        NEWS.household_id.in_(homes), NEWS.kind == CarerLeft.kind, NEWS.corrects_id.is_(None)
    )
    news = db.session.execute(told).all() if homes else []
    stands = standing([row.id for row in news])
    return {
        who.id: event.happened_on
        for who in removed
        for row in news
        if row.household_id == who.household_id
        and who.removed_at <= row.recorded_at <= who.removed_at + AT_ONCE
        and (event := stands.get(row.id)) is not None
    }


def _left_after(household_ids: Sequence[int], day: date) -> list[int]:
    return [carer for carer, gone_on in left(household_ids).items() if gone_on > day]


def reviews_of(journey_ids: Sequence[int], day: date) -> dict[int, tuple[date, ...]]:
    """The days of the reviews of these journeys' approvals until a day, as the ledger counts them."""
    found: dict[int, tuple[date, ...]] = {}
    for chunk in _chunks(journey_ids):
        chosen = select(ENTRY.journey_id, ENTRY.effective_on).where(
            # As it stands, the kind would have SQLite read every review there is, and not those of these.
            ENTRY.journey_id.in_(chunk),
            ENTRY.kind + "" == ReviewCompleted.kind,
            ENTRY.effective_on <= day,
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
