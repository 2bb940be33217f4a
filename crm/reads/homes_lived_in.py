"""Who lived with a household and when, and what was known of its terms when that was recorded (KC-11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, select

from crm.extensions import db
from crm.journey import limits, taking
from crm.journey.availability import Siblings, said_to_be
from crm.journey.ranges import Terms
from crm.journey.routes import Rulebook
from crm.ledger import cluster
from crm.people import exemptions
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.register import settings

HOME, STAY = (cast(Table, each.__table__).c for each in (Household, Placement))
Known = Callable[[Any], Terms | None]  # the terms of a stay's first day, as known when it was recorded


@dataclass(frozen=True, slots=True)
class Home:
    """A household, and who lived there until today or a day before: who came first, first."""

    id: int
    agency_id: int
    lived: Sequence[Any]
    known: Known

    def there(self, on: date) -> list[Any]:
        """Who lived there on a day."""
        return [each for each in self.lived if each.from_on <= on and (each.to_on is None or on < each.to_on)]

    def before(self, stay: Any, on: date) -> list[Any]:
        """Those of them who came before somebody who lived there then."""
        there = self.there(on)
        return there[: there.index(stay)]

    def covered(self, terms: Terms | None, stay: Any, on: date) -> bool:
        """Whether terms took a child on a day, and so did the usual limit (UL-7)."""
        if terms is None or not taking.covers(terms, stay, self.before(stay, on), on):
            return False
        there = [*self.before(stay, on), stay]
        limit = int(settings.value("usual_fostering_limit", self.agency_id, on))
        if len(there) <= limit:
            return True
        exempted = exemptions.naming(exemptions.of_household(self.id), on)
        siblings = said_to_be([each.siblings for each in there]) is Siblings.ALL
        placed = frozenset(each.child for each in there)
        judged = limits.Home(terms, limit, exempted=exempted, placed=placed, siblings=siblings)
        return limits.why_over(judged) is None


def as_known(history: cluster.Cluster, rulebook: Rulebook, recorded: Mapping[int, Any]) -> Known:
    """What was known of the terms when a stay was recorded first, however often it was put right since.

    On the record on which it was put then, which may have been merged into another one since.
    """

    def known(stay: Any) -> Terms | None:
        row = recorded[stay.id]
        while before := row.follows_id or row.told_id:
            row = recorded[before]
        return history.fold(row.household_id, rulebook, row.added_at).terms_on(stay.from_on)

    return known


def lived(household_ids: Collection[int], today: date) -> Mapping[int, list[Any]]:
    """Who lived with these households until today or before: who came first, first; an emergency last."""
    own = (STAY.id, STAY.child, STAY.offer, STAY.siblings, STAY.born, STAY.from_on, STAY.to_on, STAY.emergency)
    columns = (stands_for().label("home"), *own)
    chosen = select(*columns).join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    chosen = chosen.where(stands_for().in_(household_ids), STAY.removed_at.is_(None), STAY.from_on <= today)
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(chosen.order_by(STAY.from_on, STAY.emergency, STAY.child)):
        found[row.home].append(row)
    return found


def recorded(household_ids: Collection[int]) -> Mapping[int, Any]:
    """Every record of who lived with these households, put right since or not, by its number."""
    columns = (STAY.id, STAY.household_id, STAY.follows_id, STAY.told_id, STAY.added_at)
    chosen = select(*columns).join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    return {row.id: row for row in db.session.execute(chosen.where(stands_for().in_(household_ids)))}
