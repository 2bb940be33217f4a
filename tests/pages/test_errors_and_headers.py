"""Every answer carries the headers, and every refusal is a page that says what to do."""

from __future__ import annotations

import logging

import pytest
from flask import Flask, abort

from crm import access, config, create_app, headers
from crm.errors import NotFound, Refused, Unusable
from tests.databases import settings
from tests.doors import CheckingClient

CODES = (400, 403, 404, 405, 409, 410, 413, 429, 500, 503)


def broken_app(given: config.Settings) -> Flask:
    """An application with pages that fail in each way, and no database behind it."""
    app = create_app(given)
    app.config["WTF_CSRF_ENABLED"] = False

    def fail(how: str) -> str:
        refusals: dict[str, Exception] = {
            "refused": Refused("The visit cannot come before the enquiry."),
            "unknown": NotFound(),
            "unusable": Unusable("The period ends before it starts."),
            "fault": ZeroDivisionError("secret detail"),
        }
        if how in refusals:
            raise refusals[how]
        abort(int(how))

    app.add_url_rule("/fail/<how>", "fail", access.public(fail))
    return app


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return broken_app(settings(f"sqlite:///{tmp_path_factory.mktemp('broken')}/none.db"))


@pytest.fixture
def failing(broken: Flask) -> CheckingClient:
    return CheckingClient(broken)


@pytest.mark.parametrize("code", CODES)
def test_each_code_has_a_page_in_plain_words(failing: CheckingClient, code: int) -> None:
    answer = failing.get(f"/fail/{code}")
    assert answer.status_code == code
    assert answer.text.count('class="govuk-body"') >= 2


def test_a_code_without_a_page_of_its_own_is_answered_with_the_nearest(failing: CheckingClient) -> None:
    assert failing.get("/fail/415").status_code == 415
    assert failing.get("/fail/504").status_code == 504


def test_a_rule_that_says_no_is_shown_in_its_own_words(failing: CheckingClient) -> None:
    answer = failing.get("/fail/refused")
    assert answer.status_code == 409
    assert "The visit cannot come before the enquiry." in answer.text


def test_an_unknown_record_is_not_found_and_wrong_use_is_a_bad_request(failing: CheckingClient) -> None:
    assert failing.get("/fail/unknown").status_code == 404
    answer = failing.get("/fail/unusable")
    assert answer.status_code == 400
    assert "The period ends before it starts." in answer.text


def test_a_fault_shows_a_reference_that_is_in_the_log_and_nothing_of_its_inside(
    failing: CheckingClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = failing.get("/fail/fault?q=Rowan")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "ZeroDivisionError" not in answer.text
    reference = answer.text.partition("<strong>")[2].partition("</strong>")[0]
    assert len(reference) == 16
    assert reference in caplog.text
    assert "Rowan" not in caplog.text


def test_the_page_of_a_fault_asks_nothing_of_the_database(failing: CheckingClient) -> None:
    answer = failing.get("/fail/fault")  # there is no database behind this application at all
    assert answer.status_code == 500
    assert "went wrong" in answer.text


def test_a_wrong_method_says_which_are_right(failing: CheckingClient) -> None:
    answer = failing.post("/fail/400")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_pages_stay_out_of_the_browsers_memory_and_versioned_files_stay_in_it(failing: CheckingClient) -> None:
    assert failing.get("/fail/404").headers["Cache-Control"] == "no-store"
    assert "immutable" in failing.get("/static/css/livery.css?v=1", buffered=True).headers["Cache-Control"]
    assert failing.get("/static/css/livery.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert failing.get("/static/css/none.css", buffered=True).headers["Cache-Control"] == "no-store"


def test_the_policy_lets_nothing_in_from_elsewhere(failing: CheckingClient) -> None:
    sent = failing.get("/fail/404").headers
    policy = sent["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert sent["Cross-Origin-Opener-Policy"] == "same-origin"
    assert sent["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in sent


def test_in_production_the_browser_is_told_to_stay_on_https() -> None:
    app = Flask("bare")  # the whole application in production would begin to carry out jobs
    headers.install(app, settings("sqlite://", CRM_ENV="production"))
    answer = app.test_client().get("/", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
