"""A journey is asked for what was not done since it began, and whatever asks is answered by what is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from crm import clock
from crm.commands import closings, merging, visits
from crm.journey.events import ApplicationReceived, FirstContactMade, JourneyClosed, VisitCompleted
from crm.journey.ranges import Route
from tests import given
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_contacts import log
from tests.pages.test_parted_steps import steps
from tests.pages.test_visited_and_merged import asked, held, merged
from tests.pages.test_visits import MONDAY, book, home, officer, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures
CONTACTED = ["screening", "visit_offered"]


def closed(officer: Desk, reference: str, number: int, day: date, stage: str, reason: str = "not_now") -> None:
    """Close the journey of a household that has this place among them."""
    household = officer.household_id(reference)
    journey = given.fold(household).journeys[number].id
    end = JourneyClosed(happened_on=day, stage=stage, initiator="applicant", reason=reason)
    closings.close(household, journey, end, by=officer.officer)


def test_who_asks_again_is_called_screened_and_visited_for_that_enquiry(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    log(officer, home, what="out-answered")
    given.record(officer.household_id(home), 1, VisitCompleted(happened_on=TODAY), by=officer.officer)
    given.record(officer.household_id(home), 1, ApplicationReceived(happened_on=TODAY), by=officer.officer)
    clock_at(date(2022, 6, 1))
    sign_in_again(officer)
    given.journey(officer.household_id(home), date(2022, 6, 1), by=officer.officer)
    assert asked(officer, home) == ["first_contact", "stage1"]
    log(officer, home, what="out-answered")
    assert asked(officer, home) == ["screening", "stage1", "visit_offered"]


@pytest.mark.parametrize("route", [Route.KINSHIP, Route.SHORT_BREAK])
def test_another_child_or_route_is_asked_for_beside_an_application(
    officer: Desk, clock_at: Callable[..., None], route: Route
) -> None:
    home = officer.home("Kin Example", enquired=False)
    household = officer.household_id(home)
    first = Route.KINSHIP if route == Route.KINSHIP else Route.MAINSTREAM
    begun = given.journey(household, date(2021, 10, 1), by=officer.officer, route=first)
    given.journey(household, date(2021, 10, 1), by=officer.officer, route=route)
    log(officer, home, what="out-answered")
    assert steps(household, "first_contact_made") == [TODAY.day] * 2
    given.record(household, begun, VisitCompleted(happened_on=TODAY), by=officer.officer)
    given.record(household, begun, ApplicationReceived(happened_on=TODAY), by=officer.officer)
    assert asked(officer, home) == ["screening", "stage1", "visit_offered"]


@pytest.mark.parametrize("closed_before", [True, False])
def test_a_journey_that_goes_on_when_another_is_closed_is_asked_for_until_a_call_answers(
    officer: Desk, home: str, clock_at: Callable[..., None], closed_before: bool
) -> None:
    other = officer.home("Sam Example-Wren")
    log(officer, home, what="out-answered")
    clock_at(date(2022, 2, 8))
    sign_in_again(officer)
    if not closed_before:
        merged(officer, home, other)
        assert asked(officer, home) == CONTACTED
    closed(officer, home, 0, date(2022, 2, 8), "contact")
    if closed_before:
        merged(officer, home, other)
    assert asked(officer, home) == ["first_contact"]
    log(officer, home, what="out-answered")
    assert asked(officer, home) == CONTACTED


def test_who_was_just_visited_is_not_screened_for_the_journey_that_goes_on(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    merged(officer, home, officer.home("Sam Example-Wren"))
    log(officer, home, what="out-answered")
    book(officer, home)
    clock_at(date(2022, 2, 8))
    sign_in_again(officer)
    held(officer, home, outcome="invite")
    journeys = given.fold(officer.household_id(home)).journeys
    visited = next(place for place, each in enumerate(journeys) if each.first(VisitCompleted))
    closed(officer, home, visited, date(2022, 2, 8), "visit", "withdrew_after_visit")
    assert asked(officer, home) == ["invitation_chased"]


def test_a_visit_that_was_booked_moved_and_called_off_in_a_day_is_to_be_offered(officer: Desk, home: str) -> None:
    log(officer, home, what="out-answered")
    book(officer, home)
    page = f"/households/{home}/visits/1/move"
    officer.browser.fill_in(page, {"on": MONDAY + timedelta(days=2), "at": "11:00"}, form=page)
    assert asked(officer, home) == ["screening"]
    visits.call_off(officer.household_id(home), 2, "they_cancelled", by=officer.officer)
    assert asked(officer, home) == CONTACTED


@pytest.mark.parametrize("goes", [True, False])
def test_one_call_to_two_that_part_is_the_first_contact_of_those_who_were_called(
    officer: Desk, home: str, clock_at: Callable[[datetime], None], goes: bool
) -> None:
    other = officer.home("Sam Example-Wren")
    homes = officer.household_id(home), officer.household_id(other)
    clock_at(clock.noon(TODAY) + timedelta(minutes=1))
    merged(officer, home, other)
    clock_at(clock.noon(MONDAY))
    sign_in_again(officer)
    log(officer, home, what="out-answered")
    merging.undo(1, because="two_households", by=officer.officer, goes={"contact-1": goes})
    called = [len(steps(each, FirstContactMade.kind)) for each in homes]
    assert called == ([0, 1] if goes else [1, 0])
