"""Which rows of carers are one person: one function for whoever asks whose a carer's row is.

A person has several rows: one in each of two records that were merged, one more each time that they were removed
and put back, and one more where they were removed and added anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from crm.extensions import db
from crm.people.merge_tables import HouseholdMerge
from crm.people.same_person import is_same
from crm.people.tables import Carer


@dataclass
class Person:
    """Somebody with a row in a household that was kept: all their rows there, the first that they had first.

    `home` is their row in the record that was merged into it; None for who was not in that. `own`: they had a row
    in the kept household before. With both, two were taken for one.
    """

    home: int | None
    own: bool
    rows: list[Carer] = field(default_factory=list)

    @property
    def ids(self) -> set[int]:
        """The numbers of their rows in the kept household."""
        return {each.id for each in self.rows}

    def side(self, kept: int, merged: int) -> int | None:
        """Whose they are; None: two were taken for one, or they came since."""
        if (self.home is not None) == self.own:
            return None
        return merged if self.home is not None else kept

    @property
    def there(self) -> Carer | None:
        """Their row that stands in the kept household."""
        return next((each for each in self.rows if each.removed_at is None), None)


def of_merge(made: HouseholdMerge) -> list[Person]:
    """The people of the household that a merge kept, by their rows there."""
    brought: dict[int, int] = dict(made.brought["carers"])
    same: dict[int, int] = {each[0]: each[1] for each in made.brought.get("same", [])}
    before: list[int] | None = made.brought.get("own")  # what was merged earlier has not noted it
    also = HouseholdMerge.kept_id == made.kept_id, HouseholdMerge.id != made.id
    others = {
        row for each in db.session.scalars(select(HouseholdMerge).where(*also)) for row, _ in each.brought["carers"]
    }
    found: list[Person] = []
    every = db.session.scalars(select(Carer).where(Carer.household_id == made.kept_id).order_by(Carer.id))
    for row in every.all():
        if row.id in brought:
            found.append(Person(brought[row.id], False, [row]))
            continue
        known = next((each for each in reversed(found) if any(_again(one, row) for one in each.rows)), None)
        own = (row.added_at < made.merged_at if before is None else row.id in before) or row.id in others
        if known is None or (own and known.own) or row.id in same:
            found.append(Person(same.get(row.id), own, [row]))
        else:
            known.rows.append(row)
    return found


def rows_of(household_id: int) -> list[int]:
    """The numbers of all rows that a household has of carers."""
    return list(db.session.scalars(select(Carer.id).where(Carer.household_id == household_id).order_by(Carer.id)))


def _again(before: Carer, row: Carer) -> bool:
    """Whether a row is of somebody who had another before it: put back, or removed and added anew."""
    if before.came_back_at is not None and before.came_back_at == row.added_at:
        return True
    gone = before.removed_at is not None and before.removed_at <= row.added_at
    return gone and is_same(before, row)
