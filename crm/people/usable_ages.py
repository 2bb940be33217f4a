"""For which ages places can be used for a while, as carers said: what stands on a day, of many at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select

from crm.extensions import db
from crm.people import merging
from crm.people.merging import stands_for
from crm.people.placement_tables import UsableAges
from crm.people.tables import Household

SAID = UsableAges.__table__.c


def _holds(day: date) -> tuple[ColumnElement[bool], ...]:
    return SAID.removed_at.is_(None), SAID.from_on <= day, or_(SAID.to_on.is_(None), SAID.to_on > day)


@dataclass(frozen=True, slots=True)
class ForNow:
    """Only these ages, in years, until a day."""

    age_from: int
    age_to: int
    to_on: date | None


def of_homes(household_ids: Collection[int], day: date) -> dict[int, ForNow]:
    """What holds on a day, by the household that stands for the record."""
    home = stands_for().label("home")
    chosen = select(UsableAges, home).join(Household, Household.id == SAID.household_id)
    rows = db.session.execute(chosen.where(home.in_(household_ids), *_holds(day)).order_by(SAID.id))
    said = ((row.home, row.UsableAges) for row in rows)
    return {number: ForNow(each.age_from, each.age_to, each.to_on) for number, each in said}


def narrower_than(ages: Sequence[int], agency_ids: Collection[int], day: date) -> Select[int]:
    """The households that cannot take every one of these ages on a day, by what their carers said."""
    beyond = or_(SAID.age_from > min(ages), SAID.age_to < max(ages))
    chosen = select(stands_for()).join_from(UsableAges, Household, Household.id == SAID.household_id)
    return chosen.where(SAID.agency_id.in_(agency_ids), *_holds(day), beyond)


def of_home(household_id: int, day: date) -> list[UsableAges]:
    """What holds on a day or will, the first to begin first."""
    own = SAID.household_id.in_(merging.together(household_id)), SAID.removed_at.is_(None)
    chosen = select(UsableAges).where(*own, or_(SAID.to_on.is_(None), SAID.to_on > day))
    return list(db.session.scalars(chosen.order_by(SAID.from_on, SAID.id)))


def end(row: UsableAges, day: date, *, at: datetime, by: int | None) -> None:
    """Let it hold no longer from a day on; what has not begun by then is as if it had not been said."""
    if row.from_on >= day:
        row.removed_at, row.removed_by = at, by
    else:
        row.to_on = day
