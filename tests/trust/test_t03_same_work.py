"""T03: whoever asks, as much is done: statements, passwords hashed and mails are counted, and no clock is read.

A statement takes about as long whomever it is about: one more or one less is what could be told from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from crm.actor import Role, system
from crm.commands import attempts, users
from crm.extensions import db
from crm.jobs.mail import SENDER
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import ANSWERS, Later, Said, answer

pytestmark = pytest.mark.slow  # together they take seconds

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NOBODY = "nobody@derby.example"
OWN = ("Set-Cookie", "X-Request-Id", "Content-Length")  # what differs with each answer, and with what was typed
ONE_OFF = re.compile(r'(name="(?:csrf_token|idempotency_key)" value=")[^"]*')


@dataclass
class Work:
    """What was done for one request: the statements, by how they begin; what each password cost; the mails sent."""

    statements: list[str] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    mails: int = 0


Counted = Callable[[], AbstractContextManager[Work]]


@pytest.fixture
def counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """`with counted() as work:` counts what is done within."""
    verify, now = PasswordHasher.verify, Work()

    def looked_at(hasher: PasswordHasher, stored: str, password: str) -> bool:
        now.hashes.append(stored.rpartition("p=")[0])
        return bool(verify(hasher, stored, password))

    def executed(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        now.statements.append(" ".join(statement.split(" (")[0].split()))

    @contextmanager
    def counting() -> Iterator[Work]:
        now.statements, now.hashes, now.mails = [], [], -len(app.extensions[SENDER].letters)
        event.listen(db.engine, "before_cursor_execute", executed)
        work = Work()
        yield work
        event.remove(db.engine, "before_cursor_execute", executed)
        work.statements, work.hashes = now.statements, now.hashes
        work.mails = now.mails + len(app.extensions[SENDER].letters)

    monkeypatch.setattr(PasswordHasher, "verify", looked_at)
    return counting


@pytest.fixture
def accounts(app: Flask, clock_at: Callable[[datetime], None]) -> tuple[str, ...]:
    """Accounts of every kind, a closed one among them, and an address that nobody has."""
    clock_at(NOON)
    home = given.household(given.agency())
    found = [given.user(role) for role in (Role.OFFICER, Role.MANAGER, Role.ADMIN, Role.ANALYST)]
    users.close(found[-1], by=system())
    return (*found, given.user(Role.CARER, household_id=home), NOBODY)


def _sent(app: Flask, counted: Counted, email: str, place: int) -> tuple[object, Work]:
    """A wrong password, from a network address of its own: what was answered, and what was done."""
    client = CheckingClient(app)
    token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"email": email, "password": "a wrong password", "csrf_token": token}
    with counted() as work:
        page = client.post("/sign-in", data=sent, environ_overrides={"REMOTE_ADDR": f"192.0.2.{place}"})
    return _answered(page, email), work


def _answered(page: TestResponse, email: str) -> tuple[int, dict[str, str], str]:
    headers = {name: value for name, value in page.headers if name not in OWN}
    return page.status_code, headers, ONE_OFF.sub(r"\1", page.text).replace(email, "")


@pytest.mark.usefixtures("real_passwords")
def test_t03_a_wrong_password_costs_as_much_whosever_it_is(
    app: Flask, accounts: tuple[str, ...], counted: Counted
) -> None:
    for email in accounts:
        _sent(app, counted, email, 99)  # the audit's chains begin with their first rows
    found = [_sent(app, counted, email, place) for place, email in enumerate(accounts)]
    assert all(each == found[-1] for each in found), "\n".join(str(each) for each in found)
    work = found[-1][1]
    assert work.hashes == ["$argon2id$v=19$m=19456,t=2,"] and work.mails == 0 and len(work.statements) > 5


@pytest.mark.usefixtures("real_passwords")
def test_t03_being_locked_out_costs_as_much_whoever_is(
    app: Flask, accounts: tuple[str, ...], counted: Counted
) -> None:
    for email in accounts:
        _sent(app, counted, email, 99)  # the audit's chains begin with their first rows
        for _ in range(9):
            attempts.begin(email, address=None, user=None)
    first = [_sent(app, counted, email, place) for place, email in enumerate(accounts)]
    again = [_sent(app, counted, email, 50 + place) for place, email in enumerate(accounts)]
    for found in (first, again):
        assert all(each == found[-1] for each in found), "\n".join(str(each) for each in found)
        assert found[-1][1].hashes == [] and found[-1][1].mails == 0


def test_t03_inviting_somebody_who_has_an_account_elsewhere_costs_what_a_stranger_does(
    app: Flask, sign_in: Callable[..., CheckingClient], counted: Counted
) -> None:
    manager = sign_in(Role.MANAGER)
    elsewhere = given.user(Role.OFFICER, at="nottingham")
    found = []
    for email in ("first@derby.example", elsewhere, NOBODY):
        page = manager.get("/staff/invite").text
        sent = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]*)"', page))
        with counted() as work:
            answered = manager.post("/staff/invite", data={**sent, "name": "x", "email": email, "role": "officer"})
        found.append((answered.status_code, answered.location, work))
    assert found[1] == found[2] and found[1][0] == 303 and found[1][2].mails == 0


def test_t03_an_enquiry_of_somebody_who_is_known_costs_what_a_stranger_s_does(
    app: Flask, at: Later, counted: Counted
) -> None:
    derby = given.agency()
    given.household(derby, "Rowan Example-Finch", email="rowan@home.example", phone="01632 960 001")
    known: Said = ANSWERS["contact"]
    stranger: Said = {"phone": "01632 960 777", "email": "lark@home.example"}
    first: Said = {"phone": "01632 960 999", "email": "first@home.example"}
    found = []
    for contact in (first, known, stranger):
        browser = CheckingClient(app)
        at(timedelta())
        page = answer(browser, contact=contact)
        sent = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]*)"', page.text))
        at(timedelta(seconds=10))
        with counted() as work:
            found.append((browser.post("/enquire/check", data=sent).status_code, work))
    assert found[1] == found[2] and found[1][0] == 303 and found[1][1].mails == 0
