"""A letter that cannot go is never 'on its way' for ever: it says so, Today asks for it, and it is sent again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import backups, people
from crm.commands.people import NewCarer
from crm.errors import NotFound
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.jobs.mail import SENDER
from tests import given
from tests.pages.conftest import Desk
from tests.pages.test_visits import MONDAY, book, event, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds

Mails = Callable[[], list[Letter]]
NOON = datetime(2022, 1, 31, 12, tzinfo=UTC)


class NoServer:
    """A mail server that is away; it counts how often it was asked."""

    letters: list[Letter] = []  # noqa: RUF012 - never written to
    asked = 0

    def send(self, _letter: Letter) -> None:
        self.asked += 1
        raise ConnectionRefusedError


@pytest.fixture
def officer(desk: Callable[..., Desk]) -> Desk:
    return desk(Role.OFFICER)


def written(officer: Desk) -> str:
    """A household to which a letter was just written; its reference."""
    home = people.create_household(
        officer.officer.agency_ids[0],
        carers=[NewCarer("Rowan Example-Finch", "rowan@home.example")],
        by=officer.officer,
    )
    given.journey(home, date(2021, 5, 1), by=officer.officer)
    reference = officer.reference(home)
    page = f"/households/{reference}/write?letter=acknowledgement"
    officer.browser.fill_in(page, {}, form=page)
    return reference


def tried_until(hours: float, mails: Mails, clock_at: Callable[[datetime], None]) -> None:
    for minutes in range(0, int(hours * 60) + 1, 30):
        clock_at(NOON + timedelta(minutes=minutes))
        mails()
    clock_at(NOON)  # else the session has run out


def contact_page(officer: Desk, reference: str) -> str:
    timeline = officer.browser.get(f"/households/{reference}?show=contacts").text
    numbers = [each.split('"')[0] for each in timeline.split(f"/households/{reference}/contacts/")[1:]]
    return f"/households/{reference}/contacts/{next(each for each in numbers if each.isdigit())}"


def test_a_letter_waits_for_a_mail_server_that_is_away_for_a_night(
    app: Flask, officer: Desk, mails: Mails, clock_at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    away, kept = NoServer(), app.extensions[SENDER]
    monkeypatch.setitem(app.extensions, SENDER, away)
    reference = written(officer)
    tried_until(14, mails, clock_at)
    assert 5 < away.asked < 10
    monkeypatch.setitem(app.extensions, SENDER, kept)
    clock_at(NOON + timedelta(hours=18))
    assert [each.to for each in mails()] == ["rowan@home.example"]
    clock_at(NOON)
    assert "E-mail to them</h3>" in officer.browser.get(f"/households/{reference}?show=contacts").text


def test_a_letter_that_cannot_go_says_so_on_the_household_and_on_today_and_is_sent_again_once(
    app: Flask, officer: Desk, mails: Mails, clock_at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = app.extensions[SENDER]
    monkeypatch.setitem(app.extensions, SENDER, NoServer())
    reference = written(officer)
    tried_until(48, mails, clock_at)
    home = officer.browser.get(f"/households/{reference}").text
    assert "E-mail to them, not sent" in home and "The mail server did not take it" in home
    assert "A letter to them was not sent" in officer.browser.get("/?whose=all").text
    page = contact_page(officer, reference)
    monkeypatch.setitem(app.extensions, SENDER, kept)
    shown = officer.browser.get(page).text
    assert "Not sent: the mail server did not take it" in shown
    for _ in range(2):
        officer.browser.post(
            f"{page}/send-again", data={"csrf_token": shown.split('name="csrf_token" value="')[1].split('"')[0]}
        )
    assert [each.to for each in mails()] == ["rowan@home.example"]
    assert "E-mail to them</h3>" in officer.browser.get(f"/households/{reference}?show=contacts").text
    assert "A letter to them was not sent" not in officer.browser.get("/?whose=all").text
    assert officer.audited("letter.again") == [(None, ["letter"])]


def test_nobody_of_another_council_sends_a_letter_again(
    app: Flask, officer: Desk, mails: Mails, clock_at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm.commands import unsent_letters

    monkeypatch.setitem(app.extensions, SENDER, NoServer())
    reference = written(officer)
    tried_until(48, mails, clock_at)
    number = int(contact_page(officer, reference).rsplit("/", 1)[1])
    other = Actor(None, "Other", Role.OFFICER, (given.agency("nottingham"),))
    with pytest.raises(NotFound):
        unsent_letters.send_again(officer.household_id(reference), number, by=other)
    own = officer.home()
    with pytest.raises(NotFound):
        unsent_letters.send_again(officer.household_id(own), number, by=officer.officer)


def test_t70_a_letter_that_waited_when_a_backup_was_made_is_held_and_says_so_until_somebody_sends_it(
    officer: Desk, mails: Mails
) -> None:
    reference = written(officer)
    with db.engine.begin() as connection:
        backups.hold_back(connection)
    assert mails() == []
    assert "It waited when Hearth was put back" in officer.browser.get(f"/households/{reference}").text
    assert "A letter to them was not sent" in officer.browser.get("/?whose=all").text
    page = contact_page(officer, reference)
    officer.browser.fill_in(page, {}, form=f"{page}/send-again")
    (sent,) = mails()
    assert (sent.to, sent.again) == ("rowan@home.example", True)


def test_a_visit_that_they_call_off_is_taken_out_of_their_calendar_where_that_was_ticked(
    officer: Desk, mails: Mails
) -> None:
    home = written(officer)
    book(officer, home)
    mails()
    page = f"/households/{home}/visits/1"
    officer.browser.fill_in(page, {"how": "they_cancelled", "tell": "yes"}, form=f"{page}/call-off")
    (sent,) = mails()
    assert event(sent.calendar or b"")["status"] == "CANCELLED"
    assert sent.subject == "Our visit on Monday 7 February 2022 is called off" and "As you asked" in sent.text


def test_a_late_letter_does_not_invite_to_a_visit_that_was_called_off_or_moved_or_is_past(
    officer: Desk, mails: Mails, clock_at: Callable[..., None]
) -> None:
    home = written(officer)
    mails()
    book(officer, home)
    page = f"/households/{home}/visits/1"
    officer.browser.fill_in(page, {"how": "they_cancelled"}, form=f"{page}/call-off")
    assert mails() == []
    timeline = officer.browser.get(f"/households/{home}").text
    assert "The visit was moved or called off before it could go" in timeline
    letter = officer.browser.get(f"/households/{home}/contacts/2").text
    assert "Not sent" in letter and "Send it again" not in letter
    book(officer, home, at="11:30")
    clock_at(MONDAY + timedelta(days=1))
    assert mails() == []
    assert "The day of the visit was past" in sign_in_again(officer).get(f"/households/{home}").text
