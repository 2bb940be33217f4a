"""Two households that were one part: each has the step of its own first visit, whatever was whose in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from crm import clock
from crm.commands import contacts, merging
from crm.extensions import db
from crm.reports import checks
from tests import given
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_visited_and_merged import merged
from tests.pages.test_visits import home, officer
from tests.pages.test_what_visits_mean import entered

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures
NOON = clock.noon(date(2022, 2, 7))


def steps(household_id: int, kind: str) -> list[int]:
    """The days of the month of a household's steps of a kind."""
    rows = [row.event for each in given.fold(household_id).journeys for row in each.rows]
    db.session.rollback()
    return [each.happened_on.day for each in rows if each.kind == kind]


@pytest.mark.parametrize(
    ("goes", "kept", "gone"),
    [("12", [9], [7]), ("1", [8], [7]), ("2", [7], [8]), ("", [7], []), ("123", [], [7])],
)
def test_each_of_two_that_part_has_the_step_of_its_own_first_visit(
    officer: Desk, home: str, clock_at: Callable[[datetime], None], goes: str, kept: list[int], gone: list[int]
) -> None:
    other = officer.home("Sam Example-Wren")
    homes = officer.household_id(home), officer.household_id(other)
    clock_at(clock.noon(TODAY) + timedelta(minutes=1))
    merged(officer, home, other)
    clock_at(NOON + timedelta(days=7))
    for day in range(3):
        entered(officer, home, NOON + timedelta(days=day), "invite" if day == 2 else "another_visit")
    assert steps(homes[0], "visit_completed") == [7]
    told = {f"visit-{number}": str(number) in goes for number in (1, 2, 3)}
    merging.undo(1, because="two_households", by=officer.officer, goes=told)
    assert [steps(each, "visit_completed") for each in homes] == [kept, gone]
    assert list(checks.everything()) == []


@pytest.mark.parametrize("first_goes", [True, False])
def test_each_of_two_that_part_was_first_contacted_in_its_own_call(
    officer: Desk, home: str, clock_at: Callable[[datetime], None], first_goes: bool
) -> None:
    other = officer.home("Sam Example-Wren")
    homes = officer.household_id(home), officer.household_id(other)
    clock_at(clock.noon(TODAY) + timedelta(minutes=1))
    merged(officer, home, other)
    clock_at(NOON + timedelta(days=2))
    call = {"kind": "call", "direction": "out", "outcome": "answered", "text": None}
    for day in (0, 1):
        contacts.log(homes[0], happened_at=NOON + timedelta(days=day), by=officer.officer, **call)  # type: ignore[arg-type]
    told = {"contact-1": first_goes, "contact-2": not first_goes}
    merging.undo(1, because="two_households", by=officer.officer, goes=told)
    days = [[8], [7]] if first_goes else [[7], [8]]
    assert [steps(each, "first_contact_made") for each in homes] == days
