"""Evenings about fostering: booked by anybody, the last place once, and who came and agreed stands on Today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm import clock
from crm.actor import Role, system
from crm.commands import agencies, campaigns, command, evening_places
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.people.evening_tables import Evening, EveningBooking
from crm.register import settings
from crm.reports import brought, scope
from crm.reports.period import KnownOn, Period
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import MONDAY, Later
from tests.pages.test_campaigns import terms
from tests.trust.canaries import same
from tests.trust.test_together import at_once, opened

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
TODAY = MONDAY.date()
EVENING = {
    "title": "Could you foster?",
    "on": TODAY + timedelta(days=1),
    "at": "18:30",
    "minutes": 90,
    "where": "place",
    "place": "Example Hall",
    "places": 1,
}
Guest = dict[str, object]


def guest(number: int = 0, **own: object) -> Guest:
    return {"name": f"Rowan Example-{number}", "email": f"rowan{number}@home.example", **own}


def offered(officer: CheckingClient, *beside: int, **own: object) -> str:
    """An evening of a new campaign, joint with the councils `beside`; the path of its public page."""
    by = given.hub(1, *beside) if beside else given.officer(1)
    campaigns.add(1, terms(1, *beside, starts_on=clock.today()), by=by)
    page = officer.fill_in("/campaigns/1/evenings/new", EVENING | own)
    assert page.status_code == 200, page.text
    key = db.session.scalar(select(Evening.key))
    db.session.rollback()
    return f"/evenings/{key}"


@pytest.fixture
def officer(app: Flask, at: Later, sign_in: SignIn) -> CheckingClient:
    given.agency()
    return sign_in(Role.OFFICER)


def test_who_came_and_agreed_is_an_enquiry_of_the_campaign_to_be_called(
    app: Flask, officer: CheckingClient, client: CheckingClient, at: Later, mails: Callable[[], list[Letter]]
) -> None:
    path = offered(officer, places=2)
    assert "Could you foster?" in client.get("/evenings").text
    page = client.fill_in(path, guest(0, wants_call=["yes"]))
    assert page.request.path == f"{path}/booked" and "We have sent a mail" in page.text
    [letter] = mails()
    assert "Example Hall" in letter.text and letter.calendar is not None
    assert b"DTSTART" in letter.calendar and b"20260303T183000" in letter.calendar
    client.fill_in(path, guest(0))  # the same again is no second booking, and is written to once more that day
    assert [each.to for each in mails()] == ["rowan0@home.example"]
    CheckingClient(app).fill_in(path, guest(1))
    assert mails()[0].to == "rowan1@home.example"
    waiting = CheckingClient(app).fill_in(path, guest(2))
    assert waiting.text == page.text
    [letter] = mails()
    assert "You are on its waiting list" in letter.text and letter.calendar is None
    wrong = client.fill_in(path, guest(3, email="no address"))
    assert wrong.status_code == 422 and 'value="Rowan Example-3"' in wrong.text
    staff = CheckingClient(app)
    staff.fill_in("/sign-in", {"email": "officer@derby.example", "password": given.PASSWORD})
    assert "Record who came" not in staff.get("/campaigns/1/evenings/1").text
    at(timedelta(days=1, hours=9))
    staff.fill_in("/sign-in", {"email": "officer@derby.example", "password": given.PASSWORD})
    done = staff.fill_in("/campaigns/1/evenings/1", {"came": ["1", "2"]}, form="/campaigns/1/evenings/1/came")
    assert "1 of them stand on Today" in done.text  # the other did not agree to be called
    [said] = db.session.scalars(select(Enquiry)).all()
    assert (said.source, said.campaign, said.received_on) == ("event", "Spring radio", EVENING["on"])
    db.session.rollback()
    assert "Rowan Example-0" in staff.get("/?whose=all").text
    day = TODAY + timedelta(days=1)
    told = brought.brought(scope.of_agency("derby", scope.everybody()), Period(TODAY, day), KnownOn(day))
    assert told.value(1, brought.FIRST, "enquiries", (1,)) == 1
    at(timedelta(days=92))
    assert evening_places.sweep() == 3
    left = db.session.scalars(select(EveningBooking)).all()
    assert {(each.name, each.email) for each in left} == {(None, None)}
    assert {each.who_hash for each in left} == {f"erased {number}" for number in (1, 2, 3)}, "nobody can try a name"
    db.session.rollback()


def test_twenty_at_once_for_the_last_place_are_one_booked_and_nineteen_told_to_wait(
    app: Flask, sign_in: SignIn
) -> None:
    given.agency()
    tomorrow = clock.today() + timedelta(days=1)  # as threads have it, which do not share the clock of a test
    path, sent = offered(sign_in(Role.OFFICER), on=tomorrow), []
    for number in range(20):
        browser = CheckingClient(app)
        sent.append((browser, path, opened(browser, path, guest(number))))
    assert {each.status_code for each in at_once(*sent)} == {303}
    states = db.session.scalars(select(EveningBooking.state)).all()
    db.session.rollback()
    assert (states.count("booked"), states.count("waiting")) == (1, 19)
    assert len({browser.get(f"{path}/booked").text for browser, _, _ in sent}) == 1, (
        "each reads how it stands by mail"
    )


def test_t03_nobody_learns_from_the_public_page_who_booked(
    app: Flask, officer: CheckingClient, client: CheckingClient, mails: Callable[[], list[Letter]]
) -> None:
    path = offered(officer)  # one place
    before = {page: same(client.get(page), ()) for page in (path, "/evenings")}
    CheckingClient(app).fill_in(path, guest(0))
    mails()
    curious = CheckingClient(app)
    assert {page: same(curious.get(page), ()) for page in before} == before, "not even that the last place is gone"
    answers = []
    for number in (0, 1, 0, 1):
        answer = curious.fill_in(path, guest(number), follow=False)
        answers.append((answer.status_code, answer.location, answer.headers.get("Set-Cookie")))
        curious.get(f"{path}/booked")
    assert len(set(answers)) == 1
    assert {page: same(curious.get(page), ()) for page in before} == before
    assert sorted(each.to for each in mails()) == [
        "rowan0@home.example",
        "rowan1@home.example",
        "rowan1@home.example",
    ]
    for _ in range(40 - 5):
        curious.fill_in(path, guest(0))
    assert [curious.fill_in(path, guest(number)).status_code for number in (0, 2)] == [429, 429], "repeats count"


def test_an_evening_is_called_off_and_put_back_and_more_from_one_place_are_a_machine(
    app: Flask, officer: CheckingClient, client: CheckingClient, mails: Callable[[], list[Letter]]
) -> None:
    path = offered(officer, places=100)
    for number in range(40):
        evening_places.book(
            path.rpartition("/")[2], evening_places.Guest("Rowan", f"r{number}@home.example"), address="127.0.0.1"
        )
    assert client.fill_in(path, guest()).status_code == 429
    mails()
    officer.fill_in("/campaigns/1/evenings/1/call-off", {})
    assert {each.subject for each in mails()} == {"Called off: Could you foster?"}
    assert "This evening is called off." in client.get(path).text
    assert client.post(path, data=guest()).status_code in (400, 422)
    officer.fill_in("/campaigns/1/evenings/1", {}, form="/campaigns/1/evenings/1/put-back")
    assert "Book a place" in client.get(path).text


def test_t23_the_hub_reads_who_booked_only_where_the_council_shares_who_asks(
    officer: CheckingClient, app: Flask, sign_in: SignIn
) -> None:
    other = given.agency("nottingham", hub="d2n2")
    agencies.change("derby", "Derby", hub="d2n2", by=system())
    path = offered(officer, other)
    CheckingClient(app).fill_in(path, guest())
    hub, record = sign_in(Role.HUB, at="d2n2"), "/campaigns/1/evenings/1"
    assert "Rowan Example-0" in hub.get(record).text

    @command
    def share(name: str, *value: str) -> None:
        settings.put(name, list(value), valid_from=TODAY, agency_id=1, by=None)

    share("shared_fields", "name", "area")
    page = hub.get(record).text
    assert "Rowan" not in page and "Derby does not share with the hub who asks" in page
    share("shared_fields", "name", "contact")
    assert "Rowan Example-0" in hub.get(record).text
    share("shared_with_hub")
    assert "Rowan" not in hub.get(record).text and "Rowan Example-0" in officer.get(record).text
