"""How long sessions, invitations and links last is the council's to shorten, and nobody's to lengthen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from crm import clock
from crm.actor import Actor, Role
from crm.commands import settings
from crm.errors import Refused
from crm.exchange.mail import Letter
from crm.people.sessions import Lasts
from crm.register import catalogue, defaults
from tests import given
from tests.doors import CheckingClient

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]
SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
MANAGER = Actor(None, "A manager", Role.MANAGER, (1,))


def _set(name: str, value: object) -> None:
    settings.change(name, value, valid_from=clock.today(), agency_id=1, by=MANAGER)


def _in(app: Flask, email: str) -> CheckingClient:
    client = CheckingClient(app)
    client.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
    return client


@pytest.mark.slow
def test_t07_a_session_lasts_as_the_council_has_set_from_the_next_sign_in(
    app: Flask, clock_at: SetClock, sign_in: SignIn
) -> None:
    clock_at(NOON)
    before = sign_in(Role.MANAGER)
    other = sign_in(Role.OFFICER, at="nottingham")
    _set("session_idle_minutes", 5)
    _set("session_hours", 1)
    after = _in(app, "manager@derby.example")
    clock_at(NOON + timedelta(minutes=4))
    assert 'data-seconds="300"' in after.get("/account").text
    clock_at(NOON + timedelta(minutes=9))
    found = [client.get("/account").status_code for client in (before, other, after)]
    assert found == [200, 200, 302]
    used = _in(app, "manager@derby.example")
    for minutes in range(12, 70, 4):
        clock_at(NOON + timedelta(minutes=minutes))
        assert used.get("/account").status_code == (200 if minutes < 69 else 302), minutes
    clock_at(NOON + timedelta(minutes=69))
    assert used.get("/account").status_code == 302


@pytest.mark.slow
def test_t09_how_long_a_link_works_and_how_many_go_out_a_day_are_settings(
    app: Flask, clock_at: SetClock, sign_in: SignIn, mails: Mails
) -> None:
    clock_at(NOON)
    sign_in(Role.OFFICER)
    _set("password_link_minutes", 20)
    _set("password_links_a_day", 2)
    stranger = CheckingClient(app)
    for _ in range(3):
        stranger.fill_in("/forgotten-password", {"email": "officer@derby.example"})
    sent = mails()
    assert len(sent) == 2 and "within 20 minutes" in sent[1].text
    link = re.search(r"(/new-password\?key=\S+)", sent[1].text)
    assert link
    clock_at(NOON + timedelta(minutes=19))
    assert CheckingClient(app).get(link[1], follow_redirects=True).status_code == 200
    clock_at(NOON + timedelta(minutes=20))
    late = CheckingClient(app).get(link[1], follow_redirects=True)
    assert late.status_code == 410 and "is too old" in late.text


@pytest.mark.slow
def test_t10_how_long_an_invitation_lasts_is_a_setting(
    app: Flask, clock_at: SetClock, sign_in: SignIn, mails: Mails
) -> None:
    clock_at(NOON)
    manager = sign_in(Role.MANAGER)
    _set("invitation_hours", 3)
    asked = {"name": "Wren Example", "email": "wren@derby.example", "role": "officer"}
    assert "It works for 3 hours" in manager.fill_in("/staff/invite", asked, form="/staff/invite").text
    (letter,) = mails()
    assert "within 3 hours" in letter.text
    link = re.search(r"(/invitation\?key=\S+)", letter.text)
    assert link
    clock_at(NOON + timedelta(hours=3))
    late = CheckingClient(app).get(link[1], follow_redirects=True)
    assert late.status_code == 410 and "older than 3 hours" in late.text


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("session_idle_minutes", 30),
        ("session_hours", 12),
        ("invitation_hours", 48),
        ("password_link_minutes", 60),
        ("password_links_a_day", 5),
        ("second_person_days", 14),
        ("emergency_minutes", 240),
    ],
)
def test_what_a_council_may_not_exceed_is_refused_in_words(name: str, most: int) -> None:
    catalogue.check(name, most)
    for wrong in (most + 1, 0, -1, True, "5", 1.5, None):
        with pytest.raises(Refused, match=f"must be a whole number between [0-9]+ and {most}"):
            catalogue.check(name, wrong)


def test_a_session_that_says_nothing_lasts_as_the_national_settings_say() -> None:
    shipped = {name: value for name, _, value in defaults.shipped()}
    assert Lasts() == Lasts(shipped["session_idle_minutes"], shipped["session_hours"])
