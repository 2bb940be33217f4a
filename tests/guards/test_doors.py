"""The doors of the tests are as narrow as the real ones."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask, g, has_app_context
from sqlalchemy import text

from crm import clock
from crm.extensions import db
from crm.register.tables import Hub
from tests.databases import Database
from tests.doors import Answer, apart
from tests.filling import forms

PAGE = """<!doctype html><title>x</title><form method="post" action="/visits">
<input type="hidden" name="token" value="t"><input name="note" value="old">
<input name="on-day"><input name="on-month"><input name="on-year">
<input type="radio" name="outcome" value="go"><input type="radio" name="outcome" value="stop" checked>
<select name="worker"><option value="1">Wren</option><option value="2" selected>Lark</option></select>
<textarea name="text">
kept</textarea><button>Save</button></form>"""


def test_a_form_is_sent_with_what_the_page_holds_and_the_answers_given() -> None:
    (form,) = forms(PAGE)
    assert (form.method, form.action) == ("post", "/visits")
    sent = form.filled({"on": date(2026, 3, 4), "outcome": "go"})
    assert sent == {
        "token": ["t"],
        "note": ["old"],
        "on-day": ["4"],
        "on-month": ["3"],
        "on-year": ["2026"],
        "outcome": ["go"],
        "worker": ["2"],
        "text": ["kept"],
    }


def test_a_question_that_is_not_asked_and_a_choice_that_is_not_offered_cannot_be_answered() -> None:
    (form,) = forms(PAGE)
    with pytest.raises(AssertionError, match="does not ask 'name'"):
        form.filled({"name": "Rowan"})
    with pytest.raises(AssertionError, match="'outcome' offers"):
        form.filled({"outcome": "perhaps"})


def test_a_request_shares_the_clock_of_the_test_and_nothing_else(
    app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2026, 3, 4))
    g.left_here = True
    assert apart(clock.today) == date(2026, 3, 4)
    assert not apart(has_app_context)


def test_a_change_that_the_test_did_not_commit_is_found(app: Flask) -> None:
    db.session.add(Hub(slug="d2n2", name="D2N2"))
    with pytest.raises(AssertionError, match="left a change uncommitted"):
        apart(clock.today)


@pytest.mark.parametrize("number", [1, 2])
def test_each_test_finds_the_database_as_the_migrations_left_it(
    app: Flask, database: Database, number: int
) -> None:
    for _ in range(2):
        count = db.session.execute(text("SELECT count(*) FROM hub")).scalar_one()
        assert count == 0, f"test {number} finds the row of another"
        db.session.execute(text("INSERT INTO hub (slug, name) VALUES ('d2n2', 'D2N2')"))
        db.session.commit()
        assert db.session.execute(text("SELECT id FROM hub")).scalar_one() == 1
        database.reset()


def test_a_command_used_wrongly_answers_as_the_shell_would_see_it(cli: Callable[..., Answer]) -> None:
    answer = cli("nonsense")
    assert answer.code == 2
    assert "nonsense" in answer.err
    assert answer.out == ""


def test_t33_a_connection_to_anywhere_else_fails_the_test_that_makes_it() -> None:
    with socket.socket() as outgoing, pytest.raises(AssertionError, match="the product asks nobody outside"):
        outgoing.connect(("192.0.2.1", 80))
