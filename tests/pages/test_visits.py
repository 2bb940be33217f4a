"""Visits: booked with an invitation, moved, called off, missed, held with a report; the worker's own calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Actor, Role
from crm.commands import people, settings, users, visits
from crm.commands.people import NewCarer
from crm.commands.visits import Appointment, Clash
from crm.errors import NotFound, Refused, Stale
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.tables import User
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]
Mails = Callable[[], list[Letter]]
ADDRESS, POSTCODE, NAME = "7 Canary Lane", "DE1 2FS", "Rowan Example-Finch"
MONDAY = date(2022, 2, 7)


@pytest.fixture
def officer(desk: OpenDesk) -> Desk:
    """An officer of Derby, whose settings say how to reach it."""
    found = desk(Role.OFFICER)
    for name, value in (("public_phone", "01632 960 100"), ("public_email", "fostering@derby.example")):
        settings.change(name, value, valid_from=TODAY, agency_id=found.officer.agency_ids[0], by=found.officer)
    return found


@pytest.fixture
def home(officer: Desk) -> str:
    """A household with an enquiry on 1 May 2021, an e-mail address and an address; its reference."""
    made = people.create_household(
        officer.officer.agency_ids[0],
        carers=[NewCarer(NAME, "rowan@home.example")],
        address=ADDRESS,
        postcode=POSTCODE,
        by=officer.officer,
    )
    given.journey(made, date(2021, 5, 1), by=officer.officer)
    return officer.reference(made)


def book(desk: Desk, reference: str, day: date = MONDAY, at: str = "10:30", **answers: Any) -> TestResponse:
    page = f"/households/{reference}/visits/new"
    return desk.browser.fill_in(page, {"on": day, "at": at, **answers}, form=page)


def event(text: bytes) -> Any:
    """The one event of a calendar."""
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    return found


def _worker(desk: Desk) -> int:
    found = db.session.scalars(select(User.id).where(User.email == "officer@derby.example")).one()
    db.session.rollback()
    return found


def wanted(desk: Desk, starts_at: datetime, minutes: int = 60) -> Appointment:
    return Appointment(
        starts_at=starts_at, minutes=minutes, worker_id=_worker(desk), purpose="initial", place="home"
    )


def test_a_visit_is_booked_with_an_invitation_that_holds_no_name_and_no_address(
    officer: Desk, home: str, mails: Mails
) -> None:
    page = book(officer, home)
    assert "Initial visit: booked" in page.text and "At 10:30am, at their home" in page.text
    (sent,) = mails()
    assert sent.subject == "Our visit on Monday 7 February 2022"
    assert "at 10:30am, at your home" in sent.text
    assert sent.calendar is not None
    shown = event(sent.calendar)
    assert shown.decoded("dtstart") == datetime(2022, 2, 7, 10, 30, tzinfo=UTC)
    assert shown.decoded("duration") == timedelta(minutes=90)
    assert shown["organizer"] == "mailto:fostering@derby.example" and shown["sequence"] == 0
    for secret in (NAME, ADDRESS, POSTCODE, "DE1"):
        assert secret.encode() not in sent.calendar


def test_t55_a_visit_in_summer_is_at_london_time(officer: Desk, home: str, mails: Mails) -> None:
    book(officer, home, day=date(2022, 7, 4))
    (sent,) = mails()
    assert "at 10:30am" in sent.text and sent.calendar is not None
    assert event(sent.calendar).decoded("dtstart") == datetime(2022, 7, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "said"),
    [
        (date(2022, 3, 27), "01:30", "01:30 on 27 March 2022 does not exist"),
        (date(2022, 10, 30), "01:30", "Choose which of the two it is"),
        (date(2021, 1, 1), "09:00", "more than a year ago"),
        (date(2024, 1, 1), "09:00", "more than a year ahead"),
    ],
)
def test_t55_a_time_at_which_no_visit_can_be_is_refused_or_asked_about(
    officer: Desk, home: str, mails: Mails, day: date, at: str, said: str
) -> None:
    answer = book(officer, home, day=day, at=at)
    assert answer.status_code == 422 and said in answer.text
    assert mails() == []


def test_a_visit_that_is_moved_is_the_same_to_a_calendar(officer: Desk, home: str, mails: Mails) -> None:
    book(officer, home)
    (first,) = mails()
    page = f"/households/{home}/visits/1/move"
    shown = officer.browser.get(page).text
    assert 'name="on-day" type="text" value="7"' in shown and 'value="10:30"' in shown, "what was meant stays"
    officer.browser.fill_in(page, {"on": date(2022, 2, 9), "at": "2pm"}, form=page)
    (second,) = mails()
    before, after = (event(each.calendar or b"") for each in (first, second))
    assert (after["uid"], after["sequence"]) == (before["uid"], 1)
    assert after.decoded("dtstart") == datetime(2022, 2, 9, 14, tzinfo=UTC)
    with pytest.raises(Stale, match="recorded what became of this visit already"):
        visits.call_off(officer.household_id(home), 1, "we_cancelled", by=officer.officer)


def test_a_visit_that_took_place_records_the_step_of_the_journey_once(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    page = f"/households/{home}/visits/1"
    assert "It took place" not in officer.browser.get(page).text
    with pytest.raises(Refused, match="lies ahead"):
        visits.held(officer.household_id(home), 1, outcome="invite", report="", by=officer.officer)
    clock_at(MONDAY)
    answers = {"outcome": "invite", "report": "They were well prepared"}
    again = sign_in_again(officer)
    assert "To be recorded" in again.get("/visits?whose=all").text
    done = again.fill_in(page, answers, form=f"{page}/held")
    assert officer.events(home)[-1] == ("visit_completed", "2022-02-07")
    assert done.request.path == f"/households/{home}/write" and "We would be glad if you applied" in done.text
    assert "with this letter" not in done.text  # nothing can be
    done = again.get(f"/households/{home}")
    assert "They were well prepared" in done.text and "Invite them to apply" in done.text
    assert "Invitation to apply: first chase" in done.text
    with pytest.raises(Stale):
        visits.held(officer.household_id(home), 1, outcome="invite", report="", by=officer.officer)


def sign_in_again(desk: Desk) -> CheckingClient:
    """The same officer on another day: the session of before has run out."""
    desk.browser.fill_in("/sign-in", {"email": "officer@derby.example", "password": given.PASSWORD})
    return desk.browser


def test_a_report_that_seems_to_hold_an_address_is_asked_about(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    answers = {"outcome": "invite", "report": "They moved to 12 Elm Street"}
    answer = sign_in_again(officer).fill_in(page, answers, form=f"{page}/held")
    assert answer.status_code == 422 and "This looks like a street address" in answer.text
    assert ("visit_completed", "2022-02-07") not in officer.events(home)


def test_a_visit_that_nobody_was_there_for_is_booked_again(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    answer = sign_in_again(officer).fill_in(page, {"how": "no_show"}, form=f"{page}/call-off")
    assert answer.request.path == f"/households/{home}/visits/new"
    assert "Initial visit: they were not there" in officer.browser.get(f"/households/{home}").text
    assert len(officer.events(home)) == 1


def test_a_visit_that_we_call_off_is_taken_out_of_their_calendar(officer: Desk, home: str, mails: Mails) -> None:
    book(officer, home)
    mails()
    page = f"/households/{home}/visits/1"
    assert 'value="no_show"' not in officer.browser.get(page).text
    officer.browser.fill_in(page, {"how": "we_cancelled", "tell": "yes"}, form=f"{page}/call-off")
    (sent,) = mails()
    calendar = Calendar.from_ical(sent.calendar or b"")
    assert calendar["method"] == "CANCEL" and event(sent.calendar or b"")["status"] == "CANCELLED"
    assert "cannot take place" in sent.subject


def test_two_visits_of_one_worker_at_once_are_asked_about(officer: Desk, home: str) -> None:
    household = officer.household_id(home)
    at = datetime(2022, 2, 7, 10, 30, tzinfo=UTC)
    visits.book(household, wanted(officer, at), by=officer.officer)
    with pytest.raises(Clash, match="has another visit at 10:30 that day"):
        visits.book(household, wanted(officer, at + timedelta(minutes=59)), by=officer.officer)
    visits.book(household, wanted(officer, at + timedelta(minutes=60)), by=officer.officer)
    answer = book(officer, home, at="10:45", worker=str(_worker(officer)))
    assert answer.status_code == 422 and "Book it all the same" in answer.text


def test_t13_a_worker_of_another_council_cannot_be_booked(officer: Desk, home: str) -> None:
    given.user(Role.OFFICER, at="nottingham")
    foreign = db.session.scalars(select(User.id).where(User.email == "officer@nottingham.example")).one()
    db.session.rollback()
    page = f"/households/{home}/visits/new"
    sent = forms(officer.browser.get(page).text)[-1].filled({"on": MONDAY, "at": "10:30"})
    answer = officer.browser.post(page, data=sent | {"worker": str(foreign)})
    assert answer.status_code == 422 and "choose from the list" in answer.text
    with pytest.raises(NotFound):
        there = replace(wanted(officer, clock.now() + timedelta(days=1)), worker_id=foreign)
        visits.book(officer.household_id(home), there, by=officer.officer)


def link(desk: Desk) -> str:
    page = desk.browser.fill_in("/visits", {}, form="/visits/calendar")
    address = page.text.split('id="link" value="')[1].split('"')[0]
    assert address.startswith("http://127.0.0.1:8000/visits/calendar.ics?key=")
    return address.removeprefix("http://127.0.0.1:8000")


def test_t40_a_worker_s_calendar_shows_their_visits_by_reference_and_nothing_else(
    officer: Desk, home: str, client: CheckingClient
) -> None:
    book(officer, home)
    answer = client.get(link(officer))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert event(answer.data)["summary"] == f"Initial visit: {home}"
    for secret in (NAME, "Rowan", ADDRESS, POSTCODE, "rowan@home.example", "DE1"):
        assert secret.encode() not in answer.data
    assert officer.audited("calendar.view") == [(None, [home])]


def test_t22_a_calendar_link_ends_when_it_is_taken_back_replaced_or_its_owner_leaves(
    officer: Desk, home: str, client: CheckingClient, sign_in: Callable[..., CheckingClient]
) -> None:
    book(officer, home)
    first = link(officer)
    second = link(officer)
    assert client.get(first).status_code == 410 and client.get(second).status_code == 200
    officer.browser.fill_in("/visits", {}, form="/visits/calendar/end")
    gone = client.get(second)
    assert gone.status_code == 410 and "does not work any more" in gone.text
    third = link(officer)
    manager = Actor(None, "Manager", Role.MANAGER, officer.officer.agency_ids)
    users.close("officer@derby.example", by=manager)
    left = client.get(third)
    assert left.status_code == 410 and home not in left.text
    assert client.get("/visits/calendar.ics?key=guessed").status_code == 410


def test_the_worker_sees_their_own_visits_and_with_a_click_everybodys(
    officer: Desk, home: str, sign_in: Callable[..., CheckingClient]
) -> None:
    book(officer, home)
    assert home in officer.browser.get("/visits").text
    other = sign_in(Role.SOCIAL_WORKER)
    assert home not in other.get("/visits").text
    assert home in other.get("/visits?whose=all").text
    assert officer.audited("visit.list")[-1] == (None, [home])


def test_t11_where_staff_see_their_own_caseload_everybodys_visits_are_those_of_their_own_households(
    officer: Desk, home: str, sign_in: Callable[..., CheckingClient]
) -> None:
    book(officer, home)
    other, by = sign_in(Role.SOCIAL_WORKER), officer.officer
    settings.change("own_caseload_only", True, valid_from=TODAY, agency_id=by.agency_ids[0], by=by)
    page = other.get("/visits?whose=all").text
    assert home not in page and NAME not in page
    assert home in sign_in(Role.MANAGER).get("/visits?whose=all").text


def test_t50_a_visit_that_is_booked_twice_is_one_visit_and_one_letter(
    officer: Desk, home: str, mails: Mails
) -> None:
    page = f"/households/{home}/visits/new"
    sent = forms(officer.browser.get(page).text)[-1].filled({"on": MONDAY, "at": "10:30"})
    for _ in range(2):
        officer.browser.post(page, data=sent)
    assert len(mails()) == 1
    assert officer.browser.get(f"/households/{home}/visits/2").status_code == 404
