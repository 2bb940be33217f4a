"""When the next supervision visit is due, and what it is called at the days on which that turns."""

from __future__ import annotations

from datetime import date

import pytest

from crm.journey.supervision import due_on, near

APPROVED = date(2026, 1, 5)


def test_a_visit_is_due_so_many_weeks_after_the_last_or_after_the_approval() -> None:
    assert due_on(None, APPROVED, 6) == date(2026, 2, 16)
    assert due_on(date(2026, 2, 2), APPROVED, 6) == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("today", "planned", "known", "state"),
    [
        ("2026-03-17", None, True, "overdue"),
        ("2026-03-16", None, True, "soon"),
        ("2026-03-09", None, True, "soon"),
        ("2026-03-08", None, True, "later"),
        ("2026-03-17", "2026-03-20", True, "planned"),
        ("2027-03-15", None, False, "overdue"),
        ("2027-03-16", None, False, "silent"),
        ("2027-03-16", None, True, "overdue"),
    ],
)
def test_how_near_a_visit_is(today: str, planned: str | None, known: bool, state: str) -> None:
    booked = date.fromisoformat(planned) if planned else None
    found = near(date(2026, 3, 16), date.fromisoformat(today), planned_on=booked, ahead=7, known=known)
    assert found == state
