"""What is short today: how many usable places are free for each age and kind of fostering, over all approved homes.

A figure for asking whether a range can be wider. Places overlap: one that is free for a baby and for a teenager
counts for both, and the lines are not to be added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.extensions import db
from crm.journey.ranges import Population, Terms
from crm.journey.routes import APPROVED
from crm.ledger.held import codes
from crm.ledger.tables import HouseholdNow
from crm.reads import places_used
from crm.register import settings

NOW = HouseholdNow.__table__.c
BANDS = ((0, 2), (3, 4), (5, 10), (11, 15), (16, 17))  # those of the national minimum allowance (rules 3.1)
PAIR = 2


@dataclass(frozen=True, slots=True)
class Need:
    """An age, a kind of fostering, or brothers and sisters: homes with room for it today, their free places, and
    whether certain terms allow it. `code` is the agency's, where it is a kind of fostering."""

    label: str
    code: str | None
    homes: int
    free: int
    allowed: bool
    ages: tuple[int, int] | None = None


def needs(agency_id: int, terms: Terms, today: date) -> tuple[Need, ...]:
    """Every line of an agency, the fewest free places first; none where placements are not recorded here.

    Homes approved for certain children, and those of which notice runs, have no room for another.
    """
    if not places_used.keeping([agency_id]):
        return ()
    rows = _rows(agency_id)
    used = places_used.of_households([row.household_id for row in rows], today)
    free = {row.household_id: used[row.household_id].free for row in rows if row.household_id in used}
    found = []
    for low, high in BANDS:
        able = [row for row in rows if _takes(row.age_from, row.age_to, low, high)]
        allowed = _takes(terms.age_from, terms.age_to, low, high)
        found.append(replace(_need(f"Ages {low} to {high}", None, able, free, allowed=allowed), ages=(low, high)))
    for each in settings.value("offers", agency_id, today):
        if not each.get("retired"):
            able = [row for row in rows if each["code"] in codes(row.offers)]
            found.append(_need(each["label"], each["code"], able, free, allowed=each["code"] in terms.offers))
    pairs = [row for row in rows if free.get(row.household_id, 0) >= PAIR]
    found.append(_need("Two brothers or sisters together", None, pairs, free, allowed=terms.most >= PAIR))
    return tuple(sorted(found, key=lambda need: (need.free, need.homes, need.label)))


def allows(terms: Terms, need: Need) -> bool:
    """Whether terms allow what a line is about."""
    if need.ages is not None:
        return _takes(terms.age_from, terms.age_to, *need.ages)
    return need.code in terms.offers if need.code else terms.most >= PAIR


def _takes(age_from: int | None, age_to: int | None, low: int, high: int) -> bool:
    """Whether terms allow every age from one to another; without an end they allow all beyond."""
    return (age_from is None or age_from <= low) and (age_to is None or age_to >= high)


def _need(label: str, code: str | None, able: Sequence[Any], free: dict[int, int], *, allowed: bool) -> Need:
    with_room = [row for row in able if free.get(row.household_id, 0)]
    return Need(label, code, len(with_room), sum(free[row.household_id] for row in with_room), allowed)


def _rows(agency_id: int) -> Sequence[Any]:
    columns = (NOW.household_id, NOW.age_from, NOW.age_to, NOW.offers)
    own = NOW.agency_id == agency_id, NOW.stage == APPROVED, NOW.population == Population.MAINSTREAM, NOW.named == 0
    return db.session.execute(select(*columns).where(*own)).all()
