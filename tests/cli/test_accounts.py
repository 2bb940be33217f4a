"""`crm agency add` and `crm user add`."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.extensions import db
from crm.people.tables import User
from crm.register import agencies
from tests.doors import Answer, CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]


def test_an_agency_is_added_with_its_hub_and_a_second_time_refused_unchanged(app: Flask, cli: Cli) -> None:
    assert cli("agency", "add", "derby", "--name", "Derby City Council", "--hub", "d2n2").code == 0
    again = cli("agency", "add", "derby", "--name", "Another", "--hub", "elsewhere")
    assert (again.code, again.err) == (1, "there is already an agency 'derby'\n")
    assert agencies.called("derby").name == "Derby City Council"
    assert agencies.find_hub("elsewhere") is None


@pytest.mark.parametrize("slug", ["Derby", "der by", "../derby"])
def test_what_is_no_slug_is_refused(app: Flask, cli: Cli, slug: str) -> None:
    assert cli("agency", "add", slug, "--name", "Derby").code == 2
    assert agencies.every() == []


def test_an_account_is_opened_with_a_made_password_that_is_printed_once_and_signs_in(
    app: Flask, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("agency", "add", "derby", "--name", "Derby")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    opened = cli("user", "add", "Rowan.Example@Derby.Example", "--role", "officer", "--agency", "derby")
    assert (opened.code, opened.err) == (0, "")
    client = CheckingClient(app)
    answers = {"email": "rowan.example@derby.example", "password": opened.out.strip()}
    assert "Sign out" in client.fill_in("/sign-in", answers).text
    account = client.get("/account").text
    assert "Rowan Example" in account and "Recruitment officer" in account and "Derby" in account


def test_a_password_can_come_from_standard_input_and_is_not_printed(
    app: Flask, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("agency", "add", "derby", "--name", "Derby", "--hub", "d2n2")
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery staple\n"))
    opened = cli("user", "add", "hub@d2n2.example", "--role", "hub", "--hub", "d2n2", "--password-stdin")
    assert (opened.code, opened.out) == (0, "")
    client = CheckingClient(app)
    client.fill_in("/sign-in", {"email": "hub@d2n2.example", "password": "correct horse battery staple"})
    assert "D2N2" in client.get("/account").text


@pytest.mark.parametrize(
    ("code", "said", "arguments"),
    [
        (2, "there is no agency 'durham'", ("a@b.example", "--role", "officer", "--agency", "durham")),
        (2, "--hub goes with --role hub", ("a@b.example", "--role", "hub", "--agency", "derby")),
        (2, "--hub goes with --role hub", ("a@b.example", "--role", "officer", "--hub", "d2n2")),
        (2, "invalid choice: 'carer'", ("a@b.example", "--role", "carer", "--agency", "derby")),
        (2, "required", ("a@b.example", "--role", "officer")),
        (1, "is not an e-mail address", ("nobody", "--role", "officer", "--agency", "derby")),
        (1, "There is an account", ("taken@derby.example", "--role", "manager", "--agency", "derby")),
        (1, "There is an account", ("TAKEN@derby.example", "--role", "manager", "--agency", "derby")),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_without_a_traceback(
    app: Flask, cli: Cli, monkeypatch: pytest.MonkeyPatch, code: int, said: str, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    cli("agency", "add", "derby", "--name", "Derby")
    cli("user", "add", "taken@derby.example", "--role", "officer", "--agency", "derby")
    answer = cli("user", "add", *arguments)
    assert answer.code == code
    assert said in answer.err and "Traceback" not in answer.err
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


@pytest.mark.parametrize("password", ["short", "taken@derby.example", "x" * 201])
def test_a_poor_password_is_refused(app: Flask, cli: Cli, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    cli("agency", "add", "derby", "--name", "Derby")
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    answer = cli("user", "add", "taken@derby.example", "--role", "officer", "--agency", "derby", "--password-stdin")
    assert answer.code == 1 and "The password must" in answer.err
