"""The range of approvals: the terms that households hold on any day, as it is on record now.

For pages that have made sure that the households are the asker's to see: nothing here goes on record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from crm.extensions import db
from crm.journey.ranges import Population, Terms
from crm.ledger.held import codes
from crm.ledger.tables import HeldTerms

HELD = HeldTerms.__table__.c
CHUNK = 500  # households a query


@dataclass(frozen=True, slots=True)
class Range:
    """The terms of one household, and since when they hold; `ends_on` is outside the approval (B-4)."""

    household_id: int
    population: Population
    approved_on: date
    ends_on: date | None
    since: date
    terms: Terms


def holding(day: date) -> ColumnElement[bool]:
    """Whether a row of `held_terms` holds at the end of a day."""
    return and_(HELD.since <= day, or_(HELD.until.is_(None), HELD.until > day))


def range_on(household_id: int, day: date) -> Range | None:
    """What a household was approved for at the end of a day; None if it was not approved."""
    return of_households([household_id], day).get(household_id)


def of_households(household_ids: Iterable[int], day: date) -> dict[int, Range]:
    """The same of many households at once; who was not approved is left out."""
    found: dict[int, Range] = {}
    wanted = sorted(set(household_ids))
    for start in range(0, len(wanted), CHUNK):
        chosen = select(*HELD).where(HELD.household_id.in_(wanted[start : start + CHUNK]), holding(day))
        found |= {row.household_id: as_range(row) for row in db.session.execute(chosen)}
    return found


def as_range(row: Row[Any]) -> Range:
    """A row of `held_terms` as it is meant."""
    terms = Terms(
        places=row.places,
        age_from=row.age_from,
        age_to=row.age_to,
        offers=codes(row.offers),
        named_children=codes(row.named_children),
        siblings_extra=row.siblings_extra,
        parent_and_child=row.parent_and_child,
    )
    return Range(row.household_id, Population(row.population), row.approved_on, row.ends_on, row.since, terms)
