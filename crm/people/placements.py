"""Children placed with households, and places that cannot be used: what stands on record, and putting it right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, or_, select

from crm.errors import NotFound, Stale
from crm.extensions import db
from crm.people import merging
from crm.people.placement_tables import Placement, Unavailability

Row = TypeVar("Row", Placement, Unavailability)


def of_household(kind: type[Row], household_id: int) -> list[Row]:
    """All that was ever recorded of a household and of those merged into it, removed or not; the latest first."""
    chosen = select(kind).where(kind.household_id.in_(merging.together(household_id)))
    return list(db.session.scalars(chosen.order_by(kind.from_on.desc(), kind.id.desc())))


def standing(kind: type[Row], household_id: int, day: date) -> list[Row]:
    """What stands on record of a household for a day."""
    return [each for each in of_household(kind, household_id) if each.removed_at is None and holds(each, day)]


def holds(row: Placement | Unavailability, day: date) -> bool:
    """Whether an interval holds on a day: it ends at the start of its last."""
    return row.from_on <= day and (row.to_on is None or day < row.to_on)


def load(kind: type[Row], household_id: int, number: int) -> Row:
    """One row, held until the transaction ends. NotFound: it is none of this household's. Stale: it was removed or
    replaced by what somebody put right."""
    found = db.session.get(kind, number, with_for_update=True, populate_existing=True)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such record of this household")
    if found.removed_at is not None:
        raise Stale(
            "Somebody has put this right or struck it out since you opened the page. Go back to the list, see what "
            "it says now, and send what you typed from there if it still holds."
        )
    return found


def elsewhere(
    agency_id: int, child: str, from_on: date, to_on: date | None, besides: int | None
) -> Sequence[Placement]:
    """Where else a child is at some time between two days, by what stands on record of the agency."""
    meets: list[ColumnElement[bool]] = [or_(Placement.to_on.is_(None), Placement.to_on > from_on)]
    if to_on is not None:
        meets.append(Placement.from_on < to_on)
    standing = Placement.removed_at.is_(None), Placement.id != (besides or 0)
    chosen = select(Placement).where(Placement.agency_id == agency_id, Placement.child == child, *standing, *meets)
    return db.session.scalars(chosen.order_by(Placement.from_on)).all()


def add(row: Row) -> Row:
    """Put a row on record, with its number."""
    db.session.add(row)
    db.session.flush()
    return row


def remove(row: Placement | Unavailability, because: str, *, at: datetime, by: int | None) -> None:
    """Take a row off: it was wrong. It stays on record with who removed it, when and why."""
    row.removed_at, row.removed_by, row.removed_because = at, by, because
    db.session.flush()
