"""T28, T38, T39: the log is one line of JSON for each thing, with the request's number and nobody's particulars."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from crm import access, create_app, logs
from crm.actor import Role
from crm.extensions import db
from tests import given
from tests.databases import Database, settings
from tests.doors import CheckingClient

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log as it is written where the service runs, with every request in it."""
    into = io.StringIO()
    handler = logging.StreamHandler(into)
    handler.setFormatter(logs.JsonLine())
    root, requests = logging.getLogger(), logging.getLogger("crm.logs")
    before = root.level, requests.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    requests.setLevel(logging.INFO)
    yield into
    root.removeHandler(handler)
    root.setLevel(before[0])
    requests.setLevel(before[1])


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    """The lines so far, each of which must be JSON."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.fixture
def faulty(database: Database) -> Iterator[Flask]:
    """An application of which one page always fails, for a reason that names somebody."""
    app = create_app(settings(database.url))

    def fail() -> str:
        try:
            raise ValueError("CNRY-A-NAME of Example Street")
        except ValueError as problem:
            raise ZeroDivisionError("CNRY-A-ADDR") from problem

    app.add_url_rule("/fail", "fail", access.public(fail))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_t38_each_request_is_a_line_with_its_rule_its_number_and_how_long_it_took(
    sign_in: Callable[..., CheckingClient], lines: Lines
) -> None:
    browser = sign_in(Role.MANAGER)
    answer = browser.get("/households?q=CNRY-A-NAME")
    last = lines()[-1]
    assert last["says"] == "answered"
    assert (last["method"], last["route"], last["status"]) == ("GET", "/households", 200)
    assert last["request_id"] == answer.headers["X-Request-Id"]
    assert len(last["request_id"]) == 16
    assert last["milliseconds"] > 0
    assert last["user_id"] > 0


def test_t38_nothing_that_a_person_typed_and_no_key_to_a_session_is_in_the_log(
    app: Flask, sign_in: Callable[..., CheckingClient], written: io.StringIO
) -> None:
    browser = sign_in(Role.OFFICER)
    browser.fill_in(
        "/enquiries/new",
        {
            "name": "CNRY-A-NAME",
            "phone": "07700 900123",
            "email": "cnry@finch.example",
            "address": "CNRY-A-ADDR",
            "postcode": "DE1 2FS",
            "source": "website",
        },
    )
    browser.get("/households?q=CNRY-A-NAME")
    browser.get("/CNRY-A-NAME/of?address=CNRY-A-ADDR", headers={"User-Agent": "CNRY", "Referer": "http://x/CNRY"})
    browser.open("/households", method="CNRY")
    cookie = browser.get_cookie("hearth")
    assert cookie is not None
    text = written.getvalue()
    assert text.count("answered") >= 5
    for secret in ("CNRY", "cnry", "900123", "DE1", given.PASSWORD, cookie.value, "officer@"):
        assert secret not in text, secret


def test_t38_a_fault_is_in_the_log_by_its_kind_and_place_and_not_by_what_it_says(
    faulty: Flask, written: io.StringIO, lines: Lines
) -> None:
    answer = CheckingClient(faulty).get("/fail?q=CNRY")
    assert answer.status_code == 500
    assert "CNRY" not in written.getvalue()
    (fault,) = [line for line in lines() if "fault" in line]
    assert [one["kind"] for one in fault["fault"]] == ["ZeroDivisionError", "ValueError"]
    assert "test_logs.py" in fault["fault"][0]["at"][-1]


def test_t39_the_number_on_the_page_of_an_error_is_that_of_the_log(faulty: Flask, lines: Lines) -> None:
    browser = CheckingClient(faulty)
    for path, code in (("/fail", 500), ("/nothing-here", 404)):
        answer = browser.get(path)
        assert answer.status_code == code
        number = answer.headers["X-Request-Id"]
        assert f"<strong>{number}</strong>" in answer.text
        assert number in {line["request_id"] for line in lines()}


def test_t39_a_number_that_the_asker_made_up_is_not_believed(faulty: Flask) -> None:
    browser = CheckingClient(faulty)
    sent = [browser.get("/sign-in", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] for _ in range(2)]
    assert "mine" not in sent
    assert sent[0] != sent[1]


@pytest.mark.parametrize("said", ['x\n{"level":"info"}', "x\r\nBcc: y", "x\u2028y", '"}', "%s %(x)s {0}"])
def test_t28_what_somebody_says_is_one_line_of_the_log(lines: Lines, said: str) -> None:
    logging.getLogger("crm.jobs").warning("A letter to %s was refused", said)
    assert [line["says"] for line in lines()] == [f"A letter to {said} was refused"]
