"""T09: the link by which a forgotten password is replaced; T03: whoever asks for one learns nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from crm.actor import Role, system
from crm.commands import users
from crm.exchange.mail import Letter
from crm.extensions import db
from tests import given
from tests.doors import CheckingClient
from tests.trust.phones import enrolled

pytestmark = pytest.mark.slow  # together they take seconds

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SetClock = Callable[[datetime], None]
SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
EMAIL = "manager@derby.example"
NEW = "violin harbour teaspoon"


def _ask(app: Flask, email: str = EMAIL) -> TestResponse:
    return CheckingClient(app).fill_in("/forgotten-password", {"email": email})


def _link(letter: Letter) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/new-password\?key=\S+)", letter.text)
    assert found, letter.text
    return found[1]


def _choose(client: CheckingClient, link: str, password: str = NEW) -> TestResponse:
    page = client.get(link, follow_redirects=True)
    if page.status_code != 200:
        return page
    return client.fill_in("/new-password", {"password": password})


def _signs_in(app: Flask, password: str) -> bool:
    client = CheckingClient(app)
    client.fill_in("/sign-in", {"email": EMAIL, "password": password})
    return bool(client.get("/account").status_code == 200)


def test_T09_a_link_by_mail_chooses_a_new_password_once_and_ends_every_session(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    before = sign_in(Role.MANAGER)
    page = _ask(app)
    assert page.request.path == "/forgotten-password/sent"
    (letter,) = mails()
    assert (letter.to, letter.subject) == (EMAIL, "Choose a new password")
    assert "Sign in with it" in _choose(CheckingClient(app), _link(letter)).text
    assert before.get("/account").status_code == 302
    assert _signs_in(app, NEW) and not _signs_in(app, given.PASSWORD)
    again = _choose(CheckingClient(app), _link(letter), "another violin harbour")
    assert again.status_code == 410 and "This link was used already" in again.text
    assert [each.subject for each in mails()] == ["Your password was changed"]


def test_T09_the_password_that_there_is_cannot_be_chosen_again_and_the_link_still_works(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    sign_in(Role.MANAGER)
    _ask(app)
    link = _link(mails()[0])
    refused = _choose(CheckingClient(app), link, given.PASSWORD)
    assert refused.status_code == 422 and "This is the password that you have now" in refused.text
    assert "Sign in with it" in _choose(CheckingClient(app), link).text


def test_T09_opening_the_link_uses_nothing_up_and_shows_no_account(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    sign_in(Role.MANAGER)
    _ask(app)
    link = _link(mails()[0])
    for _ in range(3):
        scanner = CheckingClient(app)
        opened = scanner.get(link)
        assert (opened.status_code, opened.location) == (302, "/new-password")  # the key is out of the address
        assert opened.headers["Referrer-Policy"] == "no-referrer"
        page = scanner.get("/new-password").text
        assert "Choose a new password" in page
        assert EMAIL not in page and "Derby" not in page
    assert "Sign in with it" in _choose(CheckingClient(app), link).text


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (60, 410)])
def test_T09_a_link_lasts_an_hour(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: SetClock, minutes: int, status: int
) -> None:
    clock_at(NOON)
    sign_in(Role.MANAGER)
    _ask(app)
    link = _link(mails()[0])
    clock_at(NOON + timedelta(minutes=minutes))
    assert _choose(CheckingClient(app), link).status_code == status


def test_T09_a_page_that_was_opened_in_time_is_refused_when_the_hour_is_over(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: SetClock
) -> None:
    clock_at(NOON)
    sign_in(Role.MANAGER)
    _ask(app)
    client = CheckingClient(app)
    page = client.get(_link(mails()[0]), follow_redirects=True).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    clock_at(NOON + timedelta(minutes=61))
    assert client.post("/new-password", data={"password": NEW, "csrf_token": token}).status_code == 410
    assert _signs_in(app, given.PASSWORD)


def test_T09_a_newer_link_a_closed_account_and_another_address_each_end_a_link(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    sign_in(Role.MANAGER)
    _ask(app)
    first = _link(mails()[0])
    _ask(app)
    second = _link(mails()[0])
    assert _choose(CheckingClient(app), first).status_code == 410
    db.session.execute(text("UPDATE user_account SET email = 'moved@derby.example'"))
    db.session.commit()
    assert _choose(CheckingClient(app), second).status_code == 410
    db.session.execute(text("UPDATE user_account SET email = 'manager@derby.example'"))
    db.session.commit()
    users.close(EMAIL, by=system())
    assert _choose(CheckingClient(app), second).status_code == 410
    _ask(app)
    assert mails() == []


def test_T09_five_mails_a_day_go_to_an_account_and_no_more(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: SetClock
) -> None:
    clock_at(NOON)
    sign_in(Role.MANAGER)
    for hour in range(7):
        clock_at(NOON + timedelta(hours=hour))
        assert _ask(app).status_code == 200
        assert len(mails()) == (1 if hour < 5 else 0)
    clock_at(NOON + timedelta(hours=24, seconds=1))
    _ask(app)
    assert len(mails()) == 1


@pytest.mark.parametrize("typed", ["MANAGER@Derby.Example ", "manager@derby.example"])
def test_T09_the_mail_goes_to_the_address_of_the_account_whatever_was_typed(
    app: Flask, sign_in: SignIn, mails: Mails, typed: str
) -> None:
    sign_in(Role.MANAGER)
    _ask(app, typed)
    assert [letter.to for letter in mails()] == [EMAIL]


@pytest.mark.parametrize(
    "typed", ["manager+x@derby.example", "m\uff41nager@derby.example", "manager@derby.example.evil"]
)
def test_T09_an_address_that_only_looks_alike_is_nobodys(
    app: Flask, sign_in: SignIn, mails: Mails, typed: str
) -> None:
    sign_in(Role.MANAGER)
    _ask(app, typed)
    assert mails() == []


def test_T09_only_the_hash_of_a_link_is_stored_and_none_is_logged(
    app: Flask, sign_in: SignIn, mails: Mails, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(Role.MANAGER)
    with caplog.at_level(logging.DEBUG):
        _ask(app)
        link = _link(mails()[0])
        CheckingClient(app).get(link, follow_redirects=True)
    key = link.split("key=")[1]
    with db.engine.connect() as connection:
        held = [connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in ("password_reset", "job")]
    assert key not in str(held) and key not in caplog.text


def test_T09_a_mail_that_could_not_be_sent_is_tried_again_and_counts_once(
    app: Flask, sign_in: SignIn, mails: Mails, clock_at: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_at(NOON)
    sign_in(Role.MANAGER)
    _ask(app)
    with monkeypatch.context() as patch:
        patch.setattr("crm.jobs.mail.render_template", _away)
        assert mails() == []
    assert db.session.scalar(text("SELECT count(*) FROM password_reset")) == 0
    db.session.rollback()
    clock_at(NOON + timedelta(minutes=5))
    (letter,) = mails()
    assert _choose(CheckingClient(app), _link(letter)).status_code == 200


def _away(*_args: object, **_values: object) -> str:
    raise ConnectionError("the mail server is away")


def test_T08_a_new_password_by_mail_does_not_pass_the_second_step(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    enrolled(sign_in(Role.MANAGER))
    mails()
    _ask(app)
    _choose(CheckingClient(app), _link(mails()[0]))
    client = CheckingClient(app)
    page = client.fill_in("/sign-in", {"email": EMAIL, "password": NEW})
    assert page.request.path == "/sign-in/code"
    assert client.get("/account").status_code == 302


def test_T03_whoever_asks_for_a_link_is_answered_alike_and_as_much_is_done(app: Flask, sign_in: SignIn) -> None:
    home = given.household(given.agency())
    given.user(Role.OFFICER)
    given.user(Role.CARER, household_id=home)
    given.user(Role.ADMIN)
    sign_in(Role.MANAGER)
    users.close(EMAIL, by=system())
    _ask(app, "first@derby.example")  # the chain of the audit's rows begins with the first
    seen = []
    for email in (
        "officer@derby.example",
        "nobody@derby.example",
        EMAIL,
        "carer@derby.example",
        "admin@derby.example",
    ):
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement.split(" (")[0])  # noqa: B023 - called within this turn only

        client = CheckingClient(app)
        token = client.get("/forgotten-password").text.split('name="csrf_token" value="')[1].split('"')[0]
        event.listen(db.engine, "before_cursor_execute", note)
        answer = client.post("/forgotten-password", data={"email": email, "csrf_token": token})
        event.remove(db.engine, "before_cursor_execute", note)
        own = ("Set-Cookie", "X-Request-Id")
        headers = {name: value for name, value in answer.headers if name not in own}
        seen.append((answer.status_code, headers, answer.text, statements))
    assert all(each == seen[0] for each in seen), "\n".join(str(each) for each in seen)
    assert any("INSERT INTO job" in statement for statement in seen[0][3])


def test_T09_one_network_address_asks_for_no_more_than_twenty_in_a_quarter_of_an_hour(
    app: Flask, mails: Mails, clock_at: SetClock
) -> None:
    clock_at(NOON)
    for number in range(20):
        assert _ask(app, f"nobody{number}@derby.example").status_code == 200
    refused = _ask(app, "nobody@derby.example")
    assert refused.status_code == 429 and refused.headers["Retry-After"] == "900"
    assert mails() == []
