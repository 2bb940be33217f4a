"""T10: an account that nobody uses is closed after 90 days, 14 days after its owner was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.actor import Role
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.jobs import daily
from crm.people.tables import User
from crm.register import settings
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

START = datetime(2026, 3, 4, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]
SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
OFFICER = "officer@derby.example"


def _a_day(clock_at: SetClock, mails: Mails, day: int) -> list[tuple[str, str]]:
    """What the clockwork does on a day after the start: to whom it wrote, and what."""
    clock_at(START + timedelta(days=day))
    daily.ask()
    daily.ask()  # another process asks too
    return [(letter.to, letter.subject) for letter in mails()]


def _open(email: str) -> bool:
    db.session.rollback()
    return bool(db.session.scalar(select(User.active).where(User.email == email)))


def test_T10_the_owner_is_told_14_days_before_and_the_account_closes_on_the_90th(
    app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(START)
    sign_in(Role.OFFICER)
    manager = sign_in(Role.MANAGER)
    clock_at(START + timedelta(days=75))
    manager.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    assert _a_day(clock_at, mails, 75) == []
    told = _a_day(clock_at, mails, 76)
    assert told == [(OFFICER, "Your account closes on 2 June 2026 unless you use it")]
    manager.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    assert "closes on 2 June 2026" in manager.get("/staff").text
    assert _a_day(clock_at, mails, 77) == []
    assert _a_day(clock_at, mails, 89) == [] and _open(OFFICER)
    assert _a_day(clock_at, mails, 90) == [] and not _open(OFFICER)
    manager.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    assert "Closed: unused" in manager.get("/staff?state=closed").text
    officer = CheckingClient(app)
    officer.fill_in("/sign-in", {"email": OFFICER, "password": given.PASSWORD})
    assert officer.get("/account").status_code == 302


def test_T10_whoever_signs_in_after_the_notice_keeps_the_account(
    app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(START)
    client = sign_in(Role.OFFICER)
    assert len(_a_day(clock_at, mails, 76)) == 1
    client.fill_in("/sign-in", {"email": OFFICER, "password": given.PASSWORD})
    for day in (90, 100, 151):
        assert _a_day(clock_at, mails, day) == []
    assert _open(OFFICER)
    assert len(_a_day(clock_at, mails, 152)) == 1


def test_T10_where_the_server_was_off_for_long_the_owner_still_has_14_days(
    app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(START)
    sign_in(Role.OFFICER)
    assert len(_a_day(clock_at, mails, 100)) == 1 and _open(OFFICER)
    assert _a_day(clock_at, mails, 113) == [] and _open(OFFICER)
    assert _a_day(clock_at, mails, 114) == [] and not _open(OFFICER)


def test_T10_the_last_manager_is_told_and_never_shut_out(
    app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(START)
    sign_in(Role.MANAGER)
    assert len(_a_day(clock_at, mails, 76)) == 1
    _a_day(clock_at, mails, 200)
    assert _open("manager@derby.example")


def test_T10_an_account_that_was_opened_again_is_not_closed_the_next_day(
    app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(START)
    sign_in(Role.OFFICER)
    manager = sign_in(Role.MANAGER)
    _a_day(clock_at, mails, 76)
    _a_day(clock_at, mails, 90)
    assert not _open(OFFICER)
    manager.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    number = db.session.scalar(select(User.id).where(User.email == OFFICER))
    manager.fill_in(f"/staff/{number}", {}, form=f"/staff/{number}/open")
    _a_day(clock_at, mails, 91)
    assert _open(OFFICER)


def test_T10_how_long_is_a_setting_of_the_agency_and_the_nations_for_a_hub(
    app: Flask, sign_in: SignIn, clock_at: SetClock, mails: Mails
) -> None:
    clock_at(START)
    sign_in(Role.OFFICER)
    given.user(Role.HUB, at="d2n2")
    agency = int(db.session.scalar(text("SELECT id FROM agency WHERE slug = 'derby'")) or 0)
    settings.put("account_unused_days", 30, valid_from=date(2026, 1, 1), agency_id=agency, by=None)
    db.session.commit()
    assert _a_day(clock_at, mails, 16) == [(OFFICER, "Your account closes on 3 April 2026 unless you use it")]
    _a_day(clock_at, mails, 30)
    assert not _open(OFFICER)
    assert [to for to, _ in _a_day(clock_at, mails, 76)] == ["hub@d2n2.example"]
