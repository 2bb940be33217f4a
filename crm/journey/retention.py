"""Signs that a household may leave, each a plain rule over what is on record: nothing is weighed or guessed.

A sign says what was found and since when, so that whoever reads it can look for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm.journey.deadlines import add_months

NO_PLACEMENT, LATE_REVIEW, NO_VISIT, UNMET = "no_placement", "late_review", "no_visit", "unmet_support"
ON_HOLD, RAISED, NO_STANDARDS, LAPSED = "on_hold", "raised", "no_standards", "lapsed_training"
SIGNS = (UNMET, LATE_REVIEW, NO_VISIT, NO_PLACEMENT, ON_HOLD, RAISED, NO_STANDARDS, LAPSED)


@dataclass(frozen=True, slots=True)
class Limits:
    """From when a sign is one: an agency's settings."""

    placement_months: int
    visit_weeks: int
    support_days: int
    hold_days: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a household that fosters. What is None is not so, or not known.

    `unvisited_since`: the approval, of a council that records visits; it says something where `visited_on` is None.
    `empty_since`: the day on which the last child left, or the approval where none ever came; None while one lives
    there, where children are named, or where placements are not recorded. `review_by` and `standards_by` are days
    of the law's clocks, `lapsed_on` the first on which a course of a carer held no longer, `raised` how many
    concerns are open, as far as the asker may know.
    """

    visited_on: date | None
    unvisited_since: date | None = None
    empty_since: date | None = None
    review_by: date | None = None
    support_since: date | None = None
    hold_since: date | None = None
    raised: int = 0
    standards_by: date | None = None
    lapsed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: which, and the day from which what it says has been so; none of what is only counted."""

    code: str
    since: date | None = None
    count: int = 0
    never: bool = False  # of what is late: it has not happened once


def signs(known: Known, limits: Limits, today: date) -> tuple[Sign, ...]:
    """The signs of a household today, in the order of SIGNS."""
    found = {each.code: each for each in _found(known, limits, today)}
    return tuple(found[code] for code in SIGNS if code in found)


def _found(known: Known, limits: Limits, today: date) -> Iterator[Sign]:
    if known.support_since and known.support_since + timedelta(days=limits.support_days) <= today:
        yield Sign(UNMET, known.support_since)
    if known.review_by and known.review_by < today:
        yield Sign(LATE_REVIEW, known.review_by)
    if known.visited_on and known.visited_on + timedelta(weeks=limits.visit_weeks) <= today:
        yield Sign(NO_VISIT, known.visited_on)
    never = known.unvisited_since if known.visited_on is None else None
    if never and never + timedelta(weeks=limits.visit_weeks) <= today:
        yield Sign(NO_VISIT, never, never=True)
    if known.empty_since and add_months(known.empty_since, limits.placement_months) <= today:
        yield Sign(NO_PLACEMENT, known.empty_since)
    if known.hold_since and known.hold_since + timedelta(days=limits.hold_days) <= today:
        yield Sign(ON_HOLD, known.hold_since)
    if known.raised:
        yield Sign(RAISED, count=known.raised)
    if known.standards_by and known.standards_by < today:
        yield Sign(NO_STANDARDS, known.standards_by)
    if known.lapsed_on and known.lapsed_on <= today:
        yield Sign(LAPSED, known.lapsed_on)
