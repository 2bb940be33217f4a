"""Who is invited to apply is chased beside a call that was promised before: nobody who waits is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from crm.commands import closings, journeys, tasks
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey.events import JourneyClosed, JourneyReopened
from crm.reads import work
from tests.pages.conftest import Desk
from tests.pages.test_after_the_visit import invite
from tests.pages.test_contacts import log
from tests.pages.test_visits import MONDAY, book, home, officer, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures
HELD = "/households/{}/visits/1/held"
APRIL = date(2022, 4, 4)


def chased(officer: Desk, home: str) -> list[date]:
    """By when the invitation to apply is to be chased first, where that is on the lists."""
    items = work.of_household(home, officer.officer).items
    db.session.rollback()
    return [each.due_on for each in items if each.kind == "clock" and each.what.endswith("first chase")]


def test_an_invitation_that_is_entered_after_a_promise_is_chased_whenever_either_was_said(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(date(2022, 2, 11))
    sign_in_again(officer)
    log(officer, home, what="out-answered", on=date(2022, 2, 3), again_on=APRIL)
    officer.browser.fill_in(f"/households/{home}/visits/1", {"outcome": "invite"}, form=HELD.format(home))
    assert chased(officer, home) == [date(2022, 2, 21)]
    log(officer, home, what="out-answered", on=date(2022, 2, 9), again_on=date(2022, 4, 5))
    assert chased(officer, home) == [date(2022, 2, 21)], "they said it before they were invited on record"
    clock_at(date(2022, 2, 14))
    sign_in_again(officer)
    log(officer, home, what="out-answered", again_on=date(2022, 4, 6))
    assert chased(officer, home) == [], "who was invited and asks for another day is asked then"


def test_a_call_of_the_morning_puts_off_no_invitation_of_the_afternoon(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home, at="15:00")
    clock_at(datetime(2022, 2, 7, 9, tzinfo=UTC))
    sign_in_again(officer)
    log(officer, home, what="out-answered", again_on=APRIL)
    clock_at(datetime(2022, 2, 7, 18, tzinfo=UTC))
    held = {"outcome": "invite"}
    sign_in_again(officer).fill_in(f"/households/{home}/visits/1", held, form=HELD.format(home))
    assert chased(officer, home) == [date(2022, 2, 21)]


def test_who_is_invited_after_all_by_a_correction_is_chased_beside_the_call_of_then(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    later = {"outcome": "later", "again_on": APRIL}
    sign_in_again(officer).fill_in(f"/households/{home}/visits/1", later, form=HELD.format(home))
    clock_at(date(2022, 2, 9))
    sign_in_again(officer)
    log(officer, home, what="in-answered", again_on=date(2022, 5, 2))
    clock_at(date(2022, 2, 10))
    page = f"/households/{home}/visits/1/correct"
    sign_in_again(officer).fill_in(page, {"outcome": "invite", "why": "mistyped"}, form=page)
    assert chased(officer, home) == [date(2022, 2, 21)]


def test_a_letter_that_invites_is_chased_though_the_visit_had_said_not_now(
    officer: Desk, home: str, clock_at: Callable[..., None], mails: Callable[[], list[Letter]]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    later = {"outcome": "later", "again_on": APRIL}
    sign_in_again(officer).fill_in(f"/households/{home}/visits/1", later, form=HELD.format(home))
    invite(officer, home, channel="email")
    assert mails()
    assert chased(officer, home) == [date(2022, 2, 21)]


def test_who_was_not_invited_is_not_chased_when_the_journey_is_taken_up_again(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    sign_in_again(officer).fill_in(page, {"outcome": "another_visit"}, form=f"{page}/held")
    household, journey = officer.household_id(home), 1
    closing = JourneyClosed(happened_on=MONDAY, stage="visit", initiator="applicant", reason="AW3")
    closings.close(household, journey, closing, by=officer.officer)
    clock_at(date(2022, 2, 9))
    journeys.record(household, journey, JourneyReopened(happened_on=date(2022, 2, 9)), by=officer.officer)
    assert work.of_household(home, officer.officer).lacks_a_step, "the visit was told, and nobody was invited"


def test_another_day_for_a_call_is_no_other_day_for_the_chase(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    household = officer.household_id(home)
    noted = tasks.add(household, kind="call_back", due_on=APRIL, by=officer.officer)
    book(officer, home)
    clock_at(MONDAY)
    sign_in_again(officer).fill_in(f"/households/{home}/visits/1", {"outcome": "invite"}, form=HELD.format(home))
    clock_at(date(2022, 2, 9))
    moved = tasks.move(noted, date(2022, 4, 5), by=officer.officer)
    assert chased(officer, home) == [date(2022, 2, 21)]
    tasks.done(moved, outcome="dropped", by=officer.officer)
    tasks.take_back(household, moved, by=officer.officer)
    assert chased(officer, home) == [date(2022, 2, 21)], "nor is a call that is to be made after all"


def test_what_was_told_of_a_visit_stays_told_where_its_day_is_put_right(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    held = {"outcome": "another_visit"}
    sign_in_again(officer).fill_in(f"/households/{home}/visits/1", held, form=HELD.format(home))
    clock_at(date(2022, 2, 10))
    page = f"/households/{home}/visits/1/correct"
    sign_in_again(officer).fill_in(page, {"on": date(2022, 2, 9), "why": "mistyped"}, form=page)
    asked = [each.clock.name for each in work.of_household(home, officer.officer).items if each.clock]
    assert ("visit_completed", "2022-02-09") in officer.events(home)
    assert {"visit_outcome", "invitation_chased"}.isdisjoint(asked)
