"""Two records of one household that were both under way: one visit, and one letter, serve both journeys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from crm.commands import closings, contacts, journeys, merging, tasks
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey.events import ApplicationReceived, FirstContactMade, JourneyClosed, JourneyReopened
from crm.journey.ranges import Route
from crm.reads import work
from tests import given
from tests.pages.conftest import Desk
from tests.pages.test_after_the_visit import invite
from tests.pages.test_contacts import log
from tests.pages.test_visits import MONDAY, book, home, officer, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures


def merged(officer: Desk, kept: str, other: str) -> None:
    """Merge the other record into this one, as two people."""
    ids = officer.household_id(kept), officer.household_id(other)
    found = db.session.execute(text("SELECT id, version FROM household")).all()
    versions = {row.id: row.version for row in found}
    db.session.rollback()
    both = versions[ids[0]], versions[ids[1]]
    merging.merge(*ids, people={1: 0}, versions=both, because="same_people", by=officer.officer)


def asked(officer: Desk, reference: str) -> list[str]:
    """What clocks ask for, by their names."""
    items = work.of_household(reference, officer.officer).items
    db.session.rollback()
    return sorted(each.clock.name for each in items if each.kind == "clock" and each.clock and each.clock.name)


def first_contacts(officer: Desk, reference: str) -> int:
    """How many first contacts stand on the household's journeys."""
    found = given.fold(officer.household_id(reference)).journeys
    db.session.rollback()
    return sum(len(each.all(FirstContactMade)) for each in found)


def held(officer: Desk, reference: str, visit: int = 1, **answers: object) -> None:
    page = f"/households/{reference}/visits/{visit}"
    officer.browser.fill_in(page, answers, form=f"{page}/held")


def test_who_declines_at_a_visit_is_chased_on_neither_of_two_journeys(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    other = officer.home("Sam Example-Wren")
    book(officer, home)
    book(officer, other, at="09:00")
    clock_at(date(2022, 2, 8))
    sign_in_again(officer)
    held(officer, other, 2, outcome="invite")
    merged(officer, home, other)
    assert "invitation_chased" in asked(officer, home)
    closing = officer.browser.get(f"/households/{home}/journeys/2/record/journey-closed").text
    assert "Duplicate of another record" in closing, "after a visit too, one of two is closed as that"
    held(officer, home, outcome="withdrew")
    assert {"invitation_chased", "visit_outcome"}.isdisjoint(asked(officer, home))


def test_what_came_of_a_visit_is_put_right_on_its_own_journey_after_a_merge(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    other = officer.home("Sam Example-Wren")
    book(officer, home)
    book(officer, other, at="14:00")
    clock_at(date(2022, 2, 8))
    sign_in_again(officer)
    held(officer, home, outcome="invite")
    held(officer, other, 2, outcome="another_visit")
    merged(officer, home, other)
    page = f"/households/{home}/visits/1/correct"
    answer = officer.browser.fill_in(page, {"outcome": "withdrew", "why": "mistyped"}, form=page)
    assert answer.status_code == 200
    assert "invitation_chased" not in asked(officer, home)


def test_a_visit_is_asked_for_once_and_booked_is_offered_on_both_journeys(officer: Desk, home: str) -> None:
    log(officer, home, what="out-answered")
    other = officer.home("Sam Example-Wren")
    log(officer, other, what="out-answered")
    merged(officer, home, other)
    assert asked(officer, home) == ["screening", "visit_offered"]
    items = work.of_household(home, officer.officer).items
    db.session.rollback()
    (screened,) = (each for each in items if each.clock and each.clock.name == "screening")
    assert screened.way
    tasks.clock_done(officer.household_id(home), screened.way.journey_id, "screening", by=officer.officer)
    assert asked(officer, home) == ["visit_offered"], "nor for the other journey"
    book(officer, home)
    assert asked(officer, home) == []


def test_one_call_is_the_first_contact_of_two_records_that_were_merged(officer: Desk, home: str) -> None:
    merged(officer, home, officer.home("Sam Example-Wren"))
    assert asked(officer, home) == ["first_contact"]
    log(officer, home, what="out-answered")
    assert asked(officer, home) == ["screening", "visit_offered"]
    assert first_contacts(officer, home) == 2, "of each of the enquiries"
    contacts.remove(officer.household_id(home), 1, by=officer.officer)
    assert asked(officer, home) == ["first_contact"]
    assert first_contacts(officer, home) == 0


def test_who_asks_again_after_the_visit_is_called_until_they_apply(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    household, other = officer.household_id(home), officer.home("Sam Example-Wren", enquired=False)
    book(officer, home)
    clock_at(date(2022, 2, 9))
    sign_in_again(officer)
    held(officer, home, outcome="invite")
    given.journey(officer.household_id(other), date(2022, 2, 9), by=officer.officer)
    assert asked(officer, other) == ["first_contact"]
    merged(officer, home, other)
    assert asked(officer, home) == ["first_contact", "invitation_chased"]
    (first, _second) = (each.id for each in given.fold(household).journeys)
    db.session.rollback()
    given.record(household, first, ApplicationReceived(happened_on=date(2022, 2, 9)), by=officer.officer)
    assert asked(officer, home) == ["stage1"]


def test_a_letter_that_waits_while_two_records_are_merged_goes_and_invites(
    officer: Desk, home: str, mails: Callable[[], list[Letter]]
) -> None:
    kept = officer.home("Sam Example-Wren")
    invite(officer, home, channel="email")
    merged(officer, kept, home)
    (sent,) = mails()
    assert sent.to == "rowan@home.example"
    assert "invitation_chased" in asked(officer, kept)
    shown = officer.browser.get(f"/households/{kept}?show=contacts").text
    assert "on its way" not in shown


def chased(officer: Desk, reference: str) -> list[tuple[str, date]]:
    """The chases that are asked for, by their names and days."""
    items = work.of_household(reference, officer.officer).items
    db.session.rollback()
    return [(each.clock.name or "", each.due_on) for each in items if each.clock and each.clock.invited_at]


@pytest.mark.parametrize("how", ["merged", "merged after the chase", "relatives too"])
def test_who_was_chased_is_not_chased_again_for_another_of_their_journeys(
    officer: Desk, home: str, clock_at: Callable[..., None], how: str
) -> None:
    household, other = officer.household_id(home), officer.home("Sam Example-Wren")
    if how == "merged":
        merged(officer, home, other)
    elif how == "relatives too":
        given.journey(household, date(2022, 1, 20), by=officer.officer, route=Route.KINSHIP)
    book(officer, home)
    clock_at(MONDAY)
    sign_in_again(officer)
    held(officer, home, outcome="invite")
    assert chased(officer, home) == [("invitation_chased", date(2022, 2, 21))]
    clock_at(date(2022, 2, 21))
    items = work.of_household(home, officer.officer).items
    db.session.rollback()
    (journey,) = (each.way.journey_id for each in items if each.way and each.clock and each.clock.invited_at)
    tasks.clock_done(household, journey, "invitation_chased", by=officer.officer)
    if how == "merged after the chase":
        merged(officer, home, other)
    assert chased(officer, home) == [("invitation_chased_again", date(2022, 3, 7))]
    closed = JourneyClosed(happened_on=date(2022, 2, 21), stage="enquiry", initiator="applicant", reason="not_now")
    if how == "merged":
        closings.close(household, journey, closed, by=officer.officer)
        assert chased(officer, home) == [("invitation_chased_again", date(2022, 3, 7))]


def test_of_two_journeys_that_are_chased_the_earlier_day_is_asked_for(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    household = officer.household_id(home)
    kin = given.journey(household, date(2022, 1, 20), by=officer.officer, route=Route.KINSHIP)
    book(officer, home)
    clock_at(MONDAY)
    sign_in_again(officer)
    held(officer, home, outcome="invite")
    closed = JourneyClosed(happened_on=MONDAY, stage="visit", initiator="applicant", reason="withdrew_after_visit")
    closings.close(household, kin, closed, by=officer.officer)
    clock_at(date(2022, 2, 18))
    journeys.record(household, kin, JourneyReopened(happened_on=date(2022, 2, 18)), by=officer.officer)
    assert chased(officer, home) == [("invitation_chased", date(2022, 2, 21))]


def test_a_second_visit_to_a_merged_household_counts_no_second_initial_visit(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    merged(officer, home, officer.home("Sam Example-Wren"))
    for number, day in ((1, 7), (2, 8)):
        book(officer, home, day=date(2022, 2, day))
        clock_at(date(2022, 2, day + 1))
        sign_in_again(officer)
        held(officer, home, number, outcome="another_visit" if number == 1 else "invite")
    found = [row.event for each in given.fold(officer.household_id(home)).journeys for row in each.rows]
    db.session.rollback()
    assert [each.happened_on for each in found if each.kind == "visit_completed"] == [MONDAY]
