"""A carer signs in by a mailed link, once and for minutes; whoever asks learns nothing (T03, T05, T08, T09)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm.actor import Role, system
from crm.commands import users
from crm.exchange.mail import Letter
from tests import given
from tests.doors import CheckingClient
from tests.trust.phones import enrolled

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]
Mails = Callable[[], list[Letter]]
USE = "/sign-in/by-link"


@pytest.fixture
def email(app: Flask, clock_at: SetClock) -> str:
    """The address of a carer of Derby."""
    clock_at(NOON)
    return given.user(Role.CARER, household_id=given.household(given.agency()))


def _ask(app: Flask, email: str) -> TestResponse:
    return CheckingClient(app).fill_in("/sign-in/link", {"email": email}, form="/sign-in/link")


def _link(mails: Mails) -> str:
    (letter,) = mails()
    found = re.search(rf"http://127\.0\.0\.1:8000({USE}\?key=\S+)", letter.text)
    assert found, letter.text
    return found[1]


def _use(client: CheckingClient, link: str) -> TestResponse:
    page = client.get(link, follow_redirects=True)
    return client.fill_in(USE, {}, form=USE) if page.status_code == 200 else page


def test_T09_a_carer_signs_in_by_a_link_once_and_opening_it_uses_nothing_up(
    app: Flask, email: str, mails: Mails
) -> None:
    assert _ask(app, email).request.path == "/sign-in/link/sent"
    link = _link(mails)
    for _ in range(2):
        scanner = CheckingClient(app)
        assert scanner.get(link).location == USE  # the key is out of the address
        assert email not in scanner.get(USE).text
        assert scanner.get("/portal/").status_code == 302
    carer = CheckingClient(app)
    assert _use(carer, link).request.path == "/portal/"
    again = _use(CheckingClient(app), link)
    assert again.status_code == 410 and "This link was used already" in again.text
    assert carer.get("/portal/").status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (15, 410)])
def test_T09_a_link_to_sign_in_lasts_a_quarter_of_an_hour(
    app: Flask, email: str, mails: Mails, clock_at: SetClock, minutes: int, status: int
) -> None:
    _ask(app, email)
    link = _link(mails)
    clock_at(NOON + timedelta(minutes=minutes))
    assert _use(CheckingClient(app), link).status_code == status


def test_T03_staff_strangers_and_closed_accounts_are_answered_alike_and_sent_nothing(
    app: Flask, email: str, mails: Mails
) -> None:
    said = [_ask(app, each).data for each in (email, given.user(Role.OFFICER), "nobody@home.example")]
    assert len(set(said)) == 1 and len(mails()) == 1
    users.close(email, by=system())
    _ask(app, email)
    assert mails() == []


def test_T09_closing_the_account_and_a_newer_link_each_end_a_link(app: Flask, email: str, mails: Mails) -> None:
    _ask(app, email)
    first = _link(mails)
    _ask(app, email)
    second = _link(mails)
    assert _use(CheckingClient(app), first).status_code == 410
    users.close(email, by=system())
    assert _use(CheckingClient(app), second).status_code == 410


def test_T09_a_link_to_sign_in_chooses_no_password_and_one_for_a_password_does_not_sign_in(
    app: Flask, email: str, mails: Mails
) -> None:
    _ask(app, email)
    key = _link(mails).partition("key=")[2]
    assert CheckingClient(app).get(f"/new-password?key={key}").status_code == 410
    CheckingClient(app).fill_in("/forgotten-password", {"email": email})
    (letter,) = mails()
    other = letter.text.partition("key=")[2].split()[0]
    assert CheckingClient(app).get(f"{USE}?key={other}").status_code == 410


def test_T02_no_more_than_a_few_links_a_day_and_from_one_address(app: Flask, email: str, mails: Mails) -> None:
    for _ in range(6):
        _ask(app, email)
    assert len(mails()) == 5
    for _ in range(14):
        _ask(app, "nobody@home.example")
    refused = _ask(app, email)
    assert refused.status_code == 429 and "too many attempts" in refused.text


def test_T08_a_phone_that_was_added_is_asked_for_after_the_link(app: Flask, email: str, mails: Mails) -> None:
    client = CheckingClient(app)
    client.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
    enrolled(client)
    mails()  # that a phone was added
    _ask(app, email)
    fresh = CheckingClient(app)
    assert _use(fresh, _link(mails)).request.path == "/sign-in/code"
    assert fresh.get("/portal/").status_code == 302
