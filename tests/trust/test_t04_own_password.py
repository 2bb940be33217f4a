"""T04: which passwords are taken, and changing one's own; T06: what that ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect
from wtforms.fields.core import UnboundField

from crm import typed
from crm.actor import Role, system
from crm.commands import users
from crm.errors import Refused
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.forms.govuk import Form
from crm.forms.questions import PasswordQuestion
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Mails = Callable[[], list[Letter]]
NEW = "violin harbour teaspoon"


def _change(client: CheckingClient, new: str, current: str = given.PASSWORD) -> str:
    page = client.fill_in(
        "/account/password", {"current_password": current, "chosen_password": new}, form="/account/password"
    )
    return f"{page.status_code} {page.text}"


@pytest.mark.parametrize(
    "easy",
    [
        "eleven char",
        "password1234",
        "P@ssw0rd2026!",
        "Derby Derby 1",
        "derby-fostering",
        "Hearth-2026-x",
        "fostering2026",
        "manager@derby.example",
        "123456789012",
        "aaaaaaaaaaaa",
        "abababababab",
        "XyzxYzxyzxyZ",
        "tick.tick.tick.tick.",
        "x" * 201,
    ],
)
def test_T04_a_password_that_is_easy_to_guess_is_refused_in_words(sign_in: SignIn, easy: str) -> None:
    client = sign_in(Role.MANAGER)
    answer = _change(client, easy)
    assert answer.startswith("422")
    assert "The password must" in answer
    assert _change(client, NEW).startswith("200")  # with the password that was there before


def test_T04_the_current_password_is_no_new_one(sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    for _ in range(12):  # which are no wrong guesses
        answer = _change(client, given.PASSWORD)
        assert answer.startswith("422") and "The new password must not be the current one" in answer
    assert _change(client, NEW).startswith("200")


@pytest.mark.parametrize(
    "password",
    [
        NEW,
        "a" * 72 + "b" + " tail",
        "no capitals no digits",
        " led and trailed ",
        "violin \N{FOX FACE} " + "x\N{FOX FACE} " * 42,
    ],
)
def test_T04_any_other_password_is_taken_and_signs_in_exactly_as_typed(
    app: Flask, sign_in: SignIn, password: str
) -> None:
    assert _change(sign_in(Role.MANAGER), password).startswith("200")
    for tried, right in ((password[:-1] + "c", False), (password, True)):
        client = CheckingClient(app)
        client.fill_in("/sign-in", {"email": "manager@derby.example", "password": tried})
        assert (client.get("/account").status_code == 200) == right


def test_T04_long_passwords_that_differ_in_their_last_letter_differ(app: Flask) -> None:
    given.agency()
    long = "a" * 72 + "violin"
    users.add_staff("a@derby.example", role=Role.OFFICER, agency="derby", password=long + "b", by=system())
    client = CheckingClient(app)
    client.fill_in("/sign-in", {"email": "a@derby.example", "password": long + "c"})
    assert client.get("/account").status_code == 302


def test_T04_a_change_needs_the_current_password_and_is_told_by_mail(
    app: Flask, sign_in: SignIn, mails: Mails
) -> None:
    client = sign_in(Role.MANAGER)
    refused = _change(client, NEW, current="not the password")
    assert refused.startswith("422") and "The current password is wrong" in refused
    assert mails() == []
    assert "Your password is changed" in _change(client, NEW)
    (letter,) = mails()
    assert (letter.to, letter.subject) == ("manager@derby.example", "Your password was changed")
    assert "http://127.0.0.1:8000/forgotten-password" in letter.text
    assert NEW not in letter.text


def test_T01_the_current_password_is_not_guessed_from_a_session_left_open(sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    for number in range(10):
        assert _change(client, NEW, current=f"wrong password {number}").startswith("422")
    for current in ("wrong password 11", given.PASSWORD):
        answer = _change(client, NEW, current=current)
        assert answer.startswith("429") and "There were too many attempts" in answer


def test_T01_the_owner_is_told_once_that_somebody_tries(app: Flask, sign_in: SignIn, mails: Mails) -> None:
    sign_in(Role.MANAGER)
    for email in ("manager@derby.example", "nobody@derby.example"):
        for number in range(13):
            client = CheckingClient(app)
            page = client.get("/sign-in").text
            token = page.split('name="csrf_token" value="')[1].split('"')[0]
            answers = {"email": email, "password": "wrong password", "csrf_token": token}
            client.post("/sign-in", data=answers, environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"})
    (letter,) = mails()
    assert (letter.to, letter.subject) == ("manager@derby.example", "Somebody tried to sign in as you")


def test_T06_changing_the_password_ends_every_other_session_and_renews_this_one(
    app: Flask, sign_in: SignIn
) -> None:
    here, elsewhere, thief = sign_in(Role.MANAGER), CheckingClient(app), CheckingClient(app)
    elsewhere.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    cookie = here.get_cookie("hearth")
    assert cookie is not None
    thief.set_cookie("hearth", cookie.value)
    assert _change(here, NEW).startswith("200")
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert thief.get("/account").status_code == 302


def test_T04_no_password_stands_in_the_database_or_the_log(
    app: Flask, sign_in: SignIn, mails: Mails, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        _change(sign_in(Role.MANAGER), NEW)
        mails()
    with db.engine.connect() as connection:
        tables = inspect(db.engine).get_table_names()
        held = str([connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables])
    assert NEW not in held + caplog.text and given.PASSWORD not in held + caplog.text


def test_T04_the_questions_let_a_password_manager_fill_them_in(sign_in: SignIn) -> None:
    page = sign_in(Role.MANAGER).get("/account/password").text
    assert 'autocomplete="current-password"' in page and 'autocomplete="new-password"' in page
    assert "onpaste" not in page


def test_T04_an_account_of_the_command_line_is_held_to_the_same_rule(app: Flask) -> None:
    given.agency()
    with pytest.raises(Refused, match="easy to guess"):
        users.add_staff("a@derby.example", role=Role.OFFICER, agency="derby", password="Derby2026!!!", by=system())


def test_t04_every_password_and_code_that_a_form_asks_for_is_known_as_a_secret(app: Flask) -> None:
    """What nobody may read again is told by its name alone where a form is shown after it failed (crm/typed.py)."""
    asked = {
        name
        for form in _every(Form)
        for name, question in vars(form).items()
        if isinstance(question, UnboundField) and _is_secret(question)
    }
    assert {"password", "current_password", "chosen_password", "code"} <= asked
    assert {name for name in asked if not typed.is_secret(name)} == set()


def _every(kind: type[Form]) -> Iterator[type[Form]]:
    for each in kind.__subclasses__():
        yield each
        yield from _every(each)


def _is_secret(question: UnboundField[Any]) -> bool:
    one_time = question.kwargs.get("attributes", {}).get("autocomplete") == "one-time-code"
    return one_time or issubclass(question.field_class, PasswordQuestion)


def test_t04_a_password_is_not_shown_after_its_form_was_refused(sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    sent = {"current_password": given.PASSWORD, "chosen_password": NEW, "csrf_token": "of another session"}
    page = client.post("/account/password", data=sent)
    assert page.status_code == 400 and NEW not in page.text and given.PASSWORD not in page.text
