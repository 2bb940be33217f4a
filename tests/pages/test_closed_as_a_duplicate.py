"""What was done for a duplicate was done for the journey that goes on; and what is taken back is asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from crm import clock
from crm.commands import contacts, journeys, tasks, visits
from crm.journey.events import FirstContactMade
from crm.reads import pipeline, today, work
from crm.reads.filters import Filters
from tests import given
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_asked_for_each_journey import CONTACTED, closed
from tests.pages.test_contacts import log
from tests.pages.test_parted_steps import steps
from tests.pages.test_visited_and_merged import asked, merged
from tests.pages.test_visits import book, home, officer, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures
Clock = Callable[[date | datetime], None]


def on(officer: Desk, clock_at: Clock, day: date | datetime) -> None:
    clock_at(day)
    sign_in_again(officer)


def note(officer: Desk, reference: str, *names: str) -> None:
    """Say of these clocks that it was done."""
    for name in names:
        found = work.of_household(reference, officer.officer).items
        way = next(each.way for each in found if each.clock and each.clock.name == name and each.way)
        tasks.clock_done(officer.household_id(reference), way.journey_id, name, by=officer.officer)


def test_a_visit_that_is_booked_again_is_offered_whatever_was_noted_of_the_first(
    officer: Desk, home: str, clock_at: Clock
) -> None:
    household = officer.household_id(home)
    log(officer, home, what="out-answered")
    note(officer, home, "screening", "visit_offered")
    on(officer, clock_at, date(2022, 2, 1))
    book(officer, home)
    on(officer, clock_at, date(2022, 2, 3))
    visits.call_off(household, 1, "they_cancelled", by=officer.officer)
    assert asked(officer, home) == ["visit_offered"]
    book(officer, home, date(2022, 2, 10))
    assert asked(officer, home) == []
    visits.call_off(household, 2, "they_cancelled", by=officer.officer)
    assert asked(officer, home) == ["visit_offered"], "though booked and called off on one day"
    on(officer, clock_at, date(2022, 6, 1))
    given.journey(household, date(2022, 6, 1), by=officer.officer)
    log(officer, home, what="out-answered")
    book(officer, home, date(2022, 6, 3))
    assert "visit_offered" not in asked(officer, home)


def test_a_visit_that_was_offered_booked_and_called_off_in_a_day_is_to_be_offered(
    officer: Desk, home: str, clock_at: Clock
) -> None:
    log(officer, home, what="out-answered")
    note(officer, home, "screening", "visit_offered")
    on(officer, clock_at, clock.noon(TODAY) + timedelta(hours=1))
    book(officer, home)
    on(officer, clock_at, clock.noon(TODAY) + timedelta(hours=2))
    visits.call_off(officer.household_id(home), 1, "they_cancelled", by=officer.officer)
    assert asked(officer, home) == ["visit_offered"]
    clock_at(clock.noon(TODAY) + timedelta(hours=3))
    note(officer, home, "visit_offered")
    assert asked(officer, home) == []


@pytest.mark.parametrize("number", [0, 1])
def test_what_was_noted_for_both_is_not_asked_again_once_one_is_closed_as_a_duplicate(
    officer: Desk, home: str, clock_at: Clock, number: int
) -> None:
    merged(officer, home, officer.home("Sam Example-Wren"))
    on(officer, clock_at, date(2022, 2, 2))
    log(officer, home, what="out-answered")
    note(officer, home, "screening", "visit_offered")
    closed(officer, home, number, date(2022, 2, 2), "contact", "duplicate")
    assert asked(officer, home) == []


def test_who_was_called_for_a_duplicate_is_screened_and_not_called_again(
    officer: Desk, home: str, clock_at: Clock
) -> None:
    other = officer.home("Sam Example-Wren", enquired=False)
    given.journey(officer.household_id(other), date(2022, 1, 28), by=officer.officer)
    log(officer, home, what="out-answered")
    merged(officer, home, other)
    before = [(each.what, each.due_on) for each in work.of_household(home, officer.officer).items]
    closed(officer, home, 0, TODAY, "contact", "duplicate")
    assert asked(officer, home) == CONTACTED
    assert [(each.what, each.due_on) for each in work.of_household(home, officer.officer).items] == before
    page = officer.browser.get(f"/households/{home}").text
    assert "First contact" not in page.split('id="next-title"')[1].split("</section>")[0]
    on(officer, clock_at, date(2022, 2, 2))
    log(officer, home, what="out-answered")
    assert steps(officer.household_id(home), FirstContactMade.kind) == [TODAY.day]


def test_today_the_list_the_board_and_the_filter_say_alike_who_lacks_a_next_step(
    officer: Desk, home: str, clock_at: Clock
) -> None:
    merged(officer, home, officer.home("Sam Example-Wren"))
    on(officer, clock_at, date(2022, 2, 2))

    def lacking() -> list[int]:
        filters, by = Filters(clock="none"), officer.officer
        board, listed = pipeline.board(filters, by), pipeline.listing(filters, by)
        every = pipeline.listing(Filters(), by).rows
        lines = today.today("all", "nothing", 1, by).counts["nothing"]
        return [board.total, listed.total, sum(each.next.lacks for each in every), 2 * lines]

    assert asked(officer, home) == ["first_contact"] and lacking() == [0] * 4
    page = officer.browser.get("/pipeline?view=board").text
    assert "no next step" not in page and page.count("First contact") >= 2
    log(officer, home, what="out-answered")
    note(officer, home, "screening", "visit_offered")
    assert asked(officer, home) == [] and lacking() == [2] * 4


def test_a_first_contact_of_which_the_day_was_put_right_goes_with_its_call(
    officer: Desk, home: str, clock_at: Clock
) -> None:
    household = officer.household_id(home)
    merged(officer, home, officer.home("Sam Example-Wren"))
    on(officer, clock_at, date(2022, 2, 2))
    log(officer, home, what="out-answered")
    row = given.fold(household).journeys[0].first(FirstContactMade)
    assert row is not None
    right = replace(row.event, happened_on=date(2022, 2, 1))
    journeys.correct(household, row.id, right, reason="mistyped", by=officer.officer)
    said = officer.browser.get(f"/households/{home}/contacts/1").text
    assert "leaves it as it is" not in said and "takes that back" in said
    assert contacts.remove(household, 1, by=officer.officer)
    assert steps(household, FirstContactMade.kind) == [] and asked(officer, home) == ["first_contact"]


def test_a_call_from_before_the_enquiry_takes_the_place_of_no_first_contact(officer: Desk, clock_at: Clock) -> None:
    home = officer.home("Kim Example", enquired=False)
    household = officer.household_id(home)
    log(officer, home, what="out-answered")
    on(officer, clock_at, clock.noon(TODAY) + timedelta(hours=1))
    given.journey(household, TODAY, by=officer.officer)
    on(officer, clock_at, clock.noon(TODAY) + timedelta(hours=2))
    log(officer, home, what="out-answered")
    assert asked(officer, home) == CONTACTED
    contacts.remove(household, 2, by=officer.officer)
    assert asked(officer, home) == ["first_contact"]
    contacts.remove(household, 1, by=officer.officer)
    contacts.put_back(household, 1, by=officer.officer)
    assert asked(officer, home) == ["first_contact"]
    contacts.put_back(household, 2, by=officer.officer)
    assert asked(officer, home) == CONTACTED


def test_a_call_to_a_record_that_was_merged_since_takes_the_place_of_no_first_contact(
    officer: Desk, home: str, clock_at: Clock
) -> None:
    other = officer.home("Sam Example-Wren")
    household = officer.household_id(home)
    log(officer, other, what="out-answered")
    log(officer, other, what="out-answered")
    log(officer, home, what="out-answered")
    closed(officer, other, 0, TODAY, "contact")
    on(officer, clock_at, clock.noon(TODAY) + timedelta(hours=1))
    merged(officer, home, other)
    assert asked(officer, home) == CONTACTED
    contacts.remove(household, 3, by=officer.officer)
    assert asked(officer, home) == ["first_contact"]
