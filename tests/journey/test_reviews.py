"""How near a review is, at the days on which that turns (RV-5)."""

from __future__ import annotations

from datetime import date

import pytest

from crm.journey.reviews import near

DUE = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-07-01", "overdue"),
        ("2026-06-30", "due_30"),
        ("2026-05-31", "due_30"),
        ("2026-05-30", "due_60"),
        ("2026-05-01", "due_60"),
        ("2026-04-30", "due_90"),
        ("2026-04-01", "due_90"),
        ("2026-03-31", "later"),
    ],
)
def test_rv_5_a_review_is_due_in_30_60_or_90_days_and_overdue_after_its_day(today: str, state: str) -> None:
    assert near(DUE, date.fromisoformat(today)) == state


def test_a_review_of_which_nothing_was_recorded_for_years_is_not_called_overdue() -> None:
    assert near(DUE, date(2028, 1, 1), silent=True) == "silent"
