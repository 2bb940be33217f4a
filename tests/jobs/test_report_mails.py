"""Reports by mail: a link so many days after a week, month or quarter has ended, once, and with no number in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import report_mails, users
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.jobs import daily
from crm.people import users as accounts
from crm.people.report_mail_tables import ReportMail
from crm.people.report_mails import last_end
from tests import given
from tests.doors import CheckingClient

SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
SetClock = Callable[[datetime], None]

PATH = "/reports/by-mail"
MANAGER, OFFICER = "manager@derby.example", "officer@derby.example"


def hour(day: date, at: int = 12) -> datetime:
    """A moment of a day in winter, when London's clocks show UTC."""
    return datetime(day.year, day.month, day.day, at, tzinfo=UTC)


@pytest.fixture
def manager(app: Flask, sign_in: SignIn, clock_at: SetClock) -> CheckingClient:
    """Derby's, on Tuesday 6 January 2026."""
    clock_at(hour(date(2026, 1, 6)))
    given.agency("derby")
    return sign_in(Role.MANAGER)


@pytest.fixture
def mailed(clock_at: SetClock, mails: Mails) -> Callable[[date], list[Letter]]:
    """What goes out on a day by eight in the morning; two processes ask for it."""

    def on(day: date) -> list[Letter]:
        clock_at(hour(day, 1))
        daily.ask()
        daily.ask()
        found = mails()
        clock_at(hour(day, 8))
        return [each for each in [*found, *mails()] if "link to a report" in each.text]

    return on


def number_of(email: str) -> int:
    user = accounts.by_email(email)
    assert user is not None
    found = user.id
    db.session.rollback()
    return found


def have(browser: CheckingClient, what: str, every: str, days: int, **more: str) -> CheckingClient:
    sent = {"what": what, "every": every, "days": str(days), **more}
    assert browser.fill_in(PATH, sent, form=PATH).status_code == 200
    return browser


def test_the_ends_of_weeks_months_and_quarters_are_those_of_the_calendar() -> None:
    ends = {
        ("week", date(2026, 1, 5)): date(2026, 1, 4),
        ("week", date(2026, 1, 4)): date(2025, 12, 28),
        ("month", date(2026, 3, 1)): date(2026, 2, 28),
        ("quarter", date(2026, 1, 6)): date(2025, 12, 31),
        ("quarter", date(2026, 12, 31)): date(2026, 9, 30),
    }
    assert {asked: last_end(*asked) for asked in ends} == ends


def test_a_link_comes_once_so_many_days_after_the_quarter_and_tells_nothing(
    manager: CheckingClient, mailed: Callable[[date], list[Letter]]
) -> None:
    home = given.household(given_agency(), "Rowan Example-Finch")
    given.journey(home, date(2026, 1, 2), by=Actor(None, "", Role.OFFICER, (given_agency(),)))
    have(manager, "quarterly", "quarter", 10, user=str(number_of(MANAGER)))
    assert "10 Jan 2026" in manager.get(PATH).text
    assert mailed(date(2026, 1, 9)) == []
    [letter] = mailed(date(2026, 1, 10))
    assert letter.to == MANAGER and letter.subject == "Quarterly report: the quarter to 31 December 2025"
    assert "/reports/quarterly?agency=derby&from=2025-10-01&to=2025-12-31" in letter.text
    assert "Finch" not in letter.text and not re.search(r"\b(?:DER-\d|\d+ (?:enquir|household|bed))", letter.text)
    assert mailed(date(2026, 1, 11)) == mailed(date(2026, 2, 10)) == []
    assert len(mailed(date(2026, 4, 10))) == 1


def given_agency() -> int:
    return accounts_agency(MANAGER)


def accounts_agency(email: str) -> int:
    user = accounts.by_email(email)
    assert user is not None and user.agency_id is not None
    found = user.agency_id
    db.session.rollback()
    return found


def test_what_could_not_go_goes_within_a_week_and_not_later(
    manager: CheckingClient, mailed: Callable[[date], list[Letter]]
) -> None:
    have(manager, "targets", "month", 3, user=str(number_of(MANAGER)))
    assert len(mailed(date(2026, 2, 9))) == 1  # it was due on the third
    assert mailed(date(2026, 3, 10)) == []


def test_a_manager_asks_for_the_staff_and_an_officer_for_nobody_else(
    manager: CheckingClient, sign_in: SignIn, mailed: Callable[[date], list[Letter]]
) -> None:
    officer = sign_in(Role.OFFICER)
    assert "No report is sent by mail" in officer.get(PATH).text and "To whom?" not in officer.get(PATH).text
    have(manager, "packs", "week", 1, user=str(number_of(OFFICER)))
    page = officer.get(PATH).text
    assert "Frozen packs" in page and "12 Jan 2026" in page
    [letter] = mailed(date(2026, 1, 12))
    assert letter.to == OFFICER and "/reports/packs" in letter.text
    for browser, email in ((manager, MANAGER), (officer, OFFICER)):
        browser.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
    twice = {"what": "packs", "every": "week", "days": "2", "user": str(number_of(OFFICER))}
    again = manager.fill_in(PATH, twice, form=PATH)
    assert again.status_code == 422 and "sent already" in again.text
    have(officer, "targets", "week", 1)
    stopped = officer.fill_in(PATH, {}, form=f"{PATH}/1/stop").text
    assert "It is stopped" in stopped and f"{PATH}/1/stop" not in stopped
    assert [each.subject.partition(":")[0] for each in mailed(date(2026, 1, 19))] == ["Targets"]
    acts = select(AuditEntry.action).where(AuditEntry.action.like("report_mail.%")).order_by(AuditEntry.id)
    assert list(db.session.scalars(acts)) == ["report_mail.add", "report_mail.add", "report_mail.end"]


def test_t12_another_s_mail_is_nobody_s_to_stop(manager: CheckingClient, sign_in: SignIn) -> None:
    have(manager, "targets", "week", 1, user=str(number_of(MANAGER)))
    officer = have(sign_in(Role.OFFICER), "targets", "month", 1)
    officer.get(PATH)
    token = re.search(r'name="csrf_token" value="([^"]+)"', officer.get(PATH).text)
    assert token is not None
    for number in (1, 999_999):
        assert officer.post(f"{PATH}/{number}/stop", data={"csrf_token": token[1]}).status_code == 404
    assert db.session.scalars(select(ReportMail.id).where(ReportMail.ended_at.is_(None))).all() == [1, 2]


def test_who_has_left_is_sent_nothing_and_the_mail_ends(
    manager: CheckingClient, sign_in: SignIn, mailed: Callable[[date], list[Letter]]
) -> None:
    have(sign_in(Role.OFFICER), "targets", "week", 1)
    users.close(OFFICER, by=Actor(number_of(MANAGER), "Manager", Role.MANAGER, (given_agency(),)))
    assert "No report is sent by mail" in manager.get(PATH).text
    assert mailed(date(2026, 1, 12)) == []
    assert db.session.scalars(select(ReportMail.ended_at)).one() is not None
    assert report_mails.reader(1, date(2026, 1, 11)) is None


def test_a_mail_about_packs_leads_to_the_pack_of_the_quarter(
    manager: CheckingClient, mailed: Callable[[date], list[Letter]]
) -> None:
    have(manager, "packs", "quarter", 10, user=str(number_of(MANAGER)))
    asked = "agency=derby&from=2025-10-01&to=2025-12-31"
    manager.fill_in(f"/reports/packs/freeze?{asked}", {}, form="/reports/packs/freeze")
    [letter] = mailed(date(2026, 1, 10))
    assert "/reports/packs/1\n" in letter.text
    [later] = mailed(date(2026, 4, 10))  # of the next quarter there is none yet
    assert "/reports/packs?of=agency%3Aderby\n" in later.text
