"""Each sign that a household may leave, at the day on which it begins to be one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from crm.journey.retention import Known, Limits, Sign, signs

TODAY = date(2026, 8, 31)
DAY = timedelta(days=1)
LIMITS = Limits(placement_months=6, visit_weeks=12, support_days=28, hold_days=42)
WELL = Known(visited_on=TODAY)


def found(field: str, day: date) -> Known:
    """A household where all is well but one thing, since a day."""
    known: dict[str, Any] = {field: day}
    return replace(WELL, **known)


@pytest.mark.parametrize(
    ("field", "first", "code"),
    [
        ("empty_since", date(2026, 2, 28), "no_placement"),  # six months on, at most the month's last day (DC-3)
        ("review_by", TODAY - DAY, "late_review"),
        ("visited_on", TODAY - timedelta(weeks=12), "no_visit"),
        ("support_since", TODAY - timedelta(days=28), "unmet_support"),
        ("hold_since", TODAY - timedelta(days=42), "on_hold"),
        ("standards_by", TODAY - DAY, "no_standards"),
        ("lapsed_on", TODAY, "lapsed_training"),
    ],
)
def test_a_sign_is_one_from_its_day_on_and_not_a_day_before(field: str, first: date, code: str) -> None:
    assert signs(found(field, first), LIMITS, TODAY) == (Sign(code, first),)
    later = first + DAY if field != "empty_since" else date(2026, 3, 1)
    assert signs(found(field, later), LIMITS, TODAY) == ()


def test_what_was_raised_is_counted_and_signs_come_in_one_order() -> None:
    known = replace(WELL, raised=2, support_since=date(2026, 1, 5), review_by=date(2026, 6, 1))
    assert [(each.code, each.count) for each in signs(known, LIMITS, TODAY)] == [
        ("unmet_support", 0),
        ("late_review", 0),
        ("raised", 2),
    ]


def test_where_all_is_well_or_nothing_is_known_there_is_no_sign() -> None:
    assert signs(WELL, LIMITS, TODAY) == ()
    assert signs(Known(visited_on=None), LIMITS, TODAY) == ()


def test_a_household_that_was_never_visited_shows_it_as_long_after_its_approval() -> None:
    approved = TODAY - timedelta(weeks=12)
    assert signs(Known(visited_on=None, unvisited_since=approved), LIMITS, TODAY) == (
        Sign("no_visit", approved, never=True),
    )
    assert signs(Known(visited_on=None, unvisited_since=approved + DAY), LIMITS, TODAY) == ()
    assert signs(Known(visited_on=TODAY, unvisited_since=approved), LIMITS, TODAY) == ()
