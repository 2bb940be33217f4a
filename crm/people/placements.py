"""Children placed with households, and places that cannot be used: what stands on record, and putting it right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, or_, select

from crm.errors import NotFound, Stale
from crm.extensions import db
from crm.holding import held
from crm.people import merging
from crm.people.placement_tables import Placement, Unavailability
from crm.people.tables import Household

Row = TypeVar("Row", Placement, Unavailability)
TOLD_AGAIN = "told_again"  # a row that never stood: its file told what was on record, and another brought


def of_household(kind: type[Row], household_id: int) -> list[Row]:
    """All that was ever recorded of a household and of those merged into it, removed or not; the latest first.

    What a file only told again is not among it: nothing changed by that.
    """
    chosen = select(kind).where(kind.household_id.in_(merging.together(household_id)))
    chosen = chosen.where(or_(kind.removed_because.is_(None), kind.removed_because != TOLD_AGAIN))
    return list(db.session.scalars(chosen.order_by(kind.from_on.desc(), kind.id.desc())))


def standing(kind: type[Row], household_id: int) -> list[Row]:
    """What stands on record of a household."""
    return [each for each in of_household(kind, household_id) if each.removed_at is None]


def there(household_id: int, day: date) -> list[Placement]:
    """The children who live with a household at the end of a day, as far as is on record."""
    every = standing(Placement, household_id)
    return [each for each in every if each.from_on <= day and (each.to_on is None or day < each.to_on)]


def load(kind: type[Row], household_id: int, number: int) -> Row:
    """One row, held until the transaction ends. NotFound: it is none of this household's. Stale: it was removed or
    replaced by what somebody put right."""
    found = held(kind, number)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such record of this household")
    if found.removed_at is not None:
        raise Stale(
            "Somebody has put this right or struck it out since you opened the page. Go back to the list, see what "
            "it says now, and send what you typed from there if it still holds."
        )
    return found


def as_put_right(number: int) -> Unavailability | None:
    """Places that cannot be used as they stand on record, by the number of the first that was said of them.

    None: it was struck out.
    """
    row = db.session.get(Unavailability, number)
    while row is not None and row.removed_at is not None:
        row = db.session.scalars(select(Unavailability).where(Unavailability.follows_id == row.id)).first()
    return row


def not_usable(numbers: Collection[int], day: date) -> set[int]:
    """Those of these numbers whose places, as they stand on record, cannot be used on a day or after it."""
    rows = db.session.scalars(select(Unavailability).where(Unavailability.id.in_(numbers)))
    stand = {row.id: row if row.removed_at is None else as_put_right(row.id) for row in rows}
    return {key for key, row in stand.items() if row is not None and (row.to_on is None or row.to_on > day)}


def of_child(agency_id: int, child: str) -> Sequence[Placement]:
    """Where a child is, was and will be, by what stands on record of the agency."""
    standing = Placement.agency_id == agency_id, Placement.child == child, Placement.removed_at.is_(None)
    return db.session.scalars(select(Placement).where(*standing).order_by(Placement.from_on)).all()


def that_ended_with(agency_id: int) -> set[int]:
    """The households of an agency with placements that ended with an approval, and follow what becomes of it."""
    chosen = select(merging.stands_for()).join_from(Placement, Household, Household.id == Placement.household_id)
    chosen = chosen.where(Placement.agency_id == agency_id, Placement.removed_at.is_(None))
    return set(db.session.scalars(chosen.where(Placement.ended_with.is_not(None))))


def of_agency(kind: type[Row], agency_id: int) -> Sequence[Row]:
    """All that stands on record of an agency, for a file that is loaded."""
    standing = kind.agency_id == agency_id, kind.removed_at.is_(None)
    return db.session.scalars(select(kind).where(*standing).order_by(kind.from_on, kind.id)).all()


def ever(agency_id: int) -> Sequence[Placement]:
    """All that was ever recorded of an agency's placements, removed or not."""
    return db.session.scalars(select(Placement).where(Placement.agency_id == agency_id)).all()


def told_again(agency_id: int, children: Collection[str]) -> Sequence[Placement]:
    """What files told of stays of these children that was on record by then, in order of their numbers."""
    chosen = select(Placement).where(Placement.agency_id == agency_id, Placement.child.in_(children))
    return db.session.scalars(chosen.where(Placement.removed_because == TOLD_AGAIN).order_by(Placement.id)).all()


def told_by(batch_id: int) -> Sequence[Placement]:
    """What a batch told, as it told it."""
    chosen = select(Placement).where(Placement.batch_id == batch_id, Placement.told_id.is_(None))
    return db.session.scalars(chosen.order_by(Placement.id)).all()


def with_any(agency_id: int) -> set[int]:
    """The households of an agency with placements that stand, each as the record that is kept of it."""
    chosen = select(merging.stands_for()).join_from(Placement, Household, Household.id == Placement.household_id)
    return set(db.session.scalars(chosen.where(Placement.agency_id == agency_id, Placement.removed_at.is_(None))))


def brought_by(batch_ids: Collection[int]) -> dict[int, int]:
    """How many placements each of some batches brought; those that brought none are left out."""
    chosen = select(Placement.batch_id, func.count()).where(
        Placement.batch_id.in_(batch_ids), Placement.told_id.is_(None)
    )
    rows = db.session.execute(chosen.group_by(Placement.batch_id))
    return {batch: count for batch, count in rows if batch is not None}


def add(row: Row) -> Row:
    """Put a row on record, with its number."""
    db.session.add(row)
    db.session.flush()
    return row


def remove(row: Placement | Unavailability, because: str, *, at: datetime, by: int | None) -> None:
    """Take a row off: it was wrong. It stays on record with who removed it, when and why."""
    row.removed_at, row.removed_by, row.removed_because = at, by, because
    db.session.flush()
