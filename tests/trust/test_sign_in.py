"""T01 to T06 as far as there are pages: guesses, answers that tell nothing, and sessions that really end."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from crm.actor import Role, system
from crm.audit.tables import AuditEntry
from crm.commands import users
from crm.extensions import db
from crm.people import passwords
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]


def _try(client: CheckingClient, email: str, password: str, **sent: object) -> TestResponse:
    answers: dict[str, object] = {"email": email, "password": password}
    page = client.get("/sign-in")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {**answers, "csrf_token": token}
    response: TestResponse = client.post("/sign-in", data=data, environ_overrides=sent)
    return response


def _is_in(client: CheckingClient) -> bool:
    return bool(client.get("/account").status_code == 200)


def _audited(action: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def test_t01_the_eleventh_wrong_password_is_not_looked_at_and_nor_is_the_right_one(
    app: Flask, clock_at: SetClock
) -> None:
    clock_at(NOON)
    email = given.user(Role.OFFICER)
    other = given.user(Role.MANAGER)
    first, second = CheckingClient(app), CheckingClient(app)
    for number in range(10):
        forged = {"REMOTE_ADDR": f"192.0.2.{1 + number % 2}", "HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        assert _try(first, email, f"wrong password {number}", **forged).status_code == 422
    clock_at(NOON + timedelta(minutes=5))
    for password in ("wrong password 11", given.PASSWORD):
        refused = _try(second, email, password, REMOTE_ADDR="192.0.2.3")
        assert refused.status_code == 429
        assert "There were too many attempts. Try again at 12:15" in refused.text
        assert refused.headers["Retry-After"] == "600"
    assert not _is_in(second)
    assert _try(second, other, given.PASSWORD, REMOTE_ADDR="192.0.2.3").status_code == 302
    assert [entry.outcome for entry in _audited("sign_in")] == ["refused"] * 10 + ["done"]
    assert len(_audited("sign_in.limit")) == 2


def test_t01_a_locked_account_opens_by_itself_within_15_minutes(app: Flask, clock_at: SetClock) -> None:
    clock_at(NOON)
    email = given.user(Role.OFFICER)
    for number in range(12):
        _try(CheckingClient(app), email, f"wrong password {number}", REMOTE_ADDR=f"192.0.2.{number}")
    client = CheckingClient(app)
    clock_at(NOON + timedelta(minutes=14, seconds=59))
    assert _try(client, email, given.PASSWORD).status_code == 429
    clock_at(NOON + timedelta(minutes=15))
    assert _try(client, email, given.PASSWORD).status_code == 302


def test_t02_one_address_has_20_tries_however_many_accounts_and_forged_headers(
    app: Flask, clock_at: SetClock
) -> None:
    clock_at(NOON)
    email = given.user(Role.OFFICER)
    client = CheckingClient(app)
    for number in range(20):
        forged = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}", "HTTP_X_REAL_IP": f"203.0.113.{number}"}
        assert _try(client, f"somebody{number}@derby.example", "password1234", **forged).status_code == 422
    assert _try(client, email, given.PASSWORD).status_code == 429
    assert _try(client, email, given.PASSWORD, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_t03_an_unknown_a_closed_and_a_real_account_are_answered_alike(app: Flask, clock_at: SetClock) -> None:
    clock_at(NOON)
    real, closed = given.user(Role.OFFICER), given.user(Role.MANAGER)
    users.close(closed, by=system())
    answers = []
    for email, password in (
        (real, "wrong password"),
        ("nobody@derby.example", "wrong password"),
        (closed, given.PASSWORD),
        ("no\x00body@derby.example", "wrong password"),
    ):
        client = CheckingClient(app)
        answer = _try(client, email, password)
        assert answer.status_code == 422
        if "\x00" not in email:
            answers.append(re.sub(r'name="(csrf_token|idempotency_key)" value="[^"]*"', "", answer.text))
            answers[-1] = answers[-1].replace(email, "")
            assert "Your e-mail address or password is wrong" in answer.text
    assert answers[0] == answers[1] == answers[2]


def test_t03_a_password_is_hashed_for_an_unknown_account_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    real = passwords._hasher.verify

    def verify(_hasher: PasswordHasher, stored: str, password: str) -> bool:
        hashed.append(stored)
        return real(stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    _try(CheckingClient(app), "nobody@derby.example", "wrong password")
    assert len(hashed) == 1


@pytest.mark.usefixtures("real_passwords")
@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", " led and trailed by spaces ", "\N{FOX FACE} violet otters quilt marble " * 4],
)
def test_t04_a_password_is_taken_exactly_as_typed(app: Flask, password: str) -> None:
    given.agency()
    users.add_staff("a@derby.example", role=Role.OFFICER, agency="derby", password=password, by=system())
    assert _try(CheckingClient(app), "a@derby.example", password.strip() + "x").status_code == 422
    client = CheckingClient(app)
    assert _try(client, "A@Derby.Example ", password).status_code == 302
    assert _is_in(client)
    stored = db.session.scalar(text("SELECT password_hash FROM user_account"))
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_t05_signing_in_gives_a_new_session_and_ends_the_one_before(app: Flask, clock_at: SetClock) -> None:
    clock_at(NOON)
    email = given.user(Role.OFFICER)
    client, thief = CheckingClient(app), CheckingClient(app)
    client.get("/sign-in")
    before = client.get_cookie("hearth")
    assert before is not None
    assert _try(client, email, given.PASSWORD).status_code == 302
    first = client.get_cookie("hearth")
    assert first is not None and first.value != before.value
    token = client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"email": email, "password": given.PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=data).status_code == 302
    second = client.get_cookie("hearth")
    assert second is not None and second.value != first.value
    for stale in (before, first):
        thief.set_cookie("hearth", stale.value)
        assert not _is_in(thief)
    assert _is_in(client)


def test_t06_a_copied_cookie_opens_nothing_after_sign_out(
    app: Flask, sign_in: Callable[..., CheckingClient]
) -> None:
    client = sign_in(Role.MANAGER)
    cookie = client.get_cookie("hearth")
    assert cookie is not None
    thief = CheckingClient(app)
    thief.set_cookie("hearth", cookie.value)
    assert _is_in(thief)
    left = client.fill_in("/account", {}, form="/sign-out", follow=False)
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not _is_in(thief)
    assert not _is_in(client)


def test_t06_closing_an_account_ends_its_sessions_at_once(
    app: Flask, sign_in: Callable[..., CheckingClient]
) -> None:
    client = sign_in(Role.MANAGER)
    assert _is_in(client)
    users.close("manager@derby.example", by=system())
    assert not _is_in(client)


def test_t06_the_cookie_holds_a_random_text_and_nothing_of_the_person(
    app: Flask, sign_in: Callable[..., CheckingClient]
) -> None:
    client = sign_in(Role.MANAGER)
    client.get("/account")
    cookie = client.get_cookie("hearth")
    assert cookie is not None
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own class
    held = serializer.loads(cookie.value)
    assert list(held) == ["token"]
    stored = db.session.scalars(text("SELECT id_hash FROM signed_in")).all()
    assert held["token"] not in stored
    assert cookie.http_only and cookie.same_site == "Lax"


def test_t07_half_an_hour_idle_or_twelve_hours_in_all_end_a_session(
    app: Flask, clock_at: SetClock, sign_in: Callable[..., CheckingClient]
) -> None:
    clock_at(NOON)
    client = sign_in(Role.OFFICER)
    clock_at(NOON + timedelta(minutes=29))
    assert _is_in(client)
    clock_at(NOON + timedelta(minutes=58))
    assert _is_in(client)
    clock_at(NOON + timedelta(minutes=88, seconds=1))
    assert not _is_in(client)
    clock_at(NOON)
    again = CheckingClient(app)
    _try(again, "officer@derby.example", given.PASSWORD)
    for minutes in range(20, 12 * 60, 20):
        clock_at(NOON + timedelta(minutes=minutes))
        assert _is_in(again)
    clock_at(NOON + timedelta(hours=12))
    assert not _is_in(again)


def test_no_password_and_no_token_is_ever_logged(
    app: Flask, caplog: pytest.LogCaptureFixture, sign_in: Callable[..., CheckingClient]
) -> None:
    with caplog.at_level(logging.DEBUG):
        client = sign_in(Role.OFFICER)
        client.get("/account")
    cookie = client.get_cookie("hearth")
    assert cookie is not None
    assert given.PASSWORD not in caplog.text and cookie.value not in caplog.text


def test_t38_a_statement_that_fails_is_logged_without_what_went_with_it(app: Flask) -> None:
    with pytest.raises(DBAPIError) as fault:
        db.session.execute(text("SELECT * FROM no_such_table WHERE name = :name"), {"name": "Rowan Example"})
    assert "no_such_table" in str(fault.value) and "Rowan" not in str(fault.value)
    db.session.rollback()
