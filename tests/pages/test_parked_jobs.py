"""Jobs that were given up: seen by those who may, tried again or left undone, and on record."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from crm import clock, job_words
from crm.actor import Role
from crm.commands import acts, letters
from crm.commands.jobs import Claimed
from crm.extensions import db
from crm.jobs import handlers, run_due
from crm.outbox.claims import MAIL_TRIES, TRIES
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]
ClockAt = Callable[[Any], None]


def _fails(_job: Claimed) -> None:
    raise TimeoutError("Rowan Example-Finch, 7 Canary Lane")


@pytest.fixture
def given_up(desk: OpenDesk, sign_in: Any, clock_at: ClockAt, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A manager, and an act on a journey whose job failed each time."""
    at = desk(Role.OFFICER)
    journey = given.journey(given.household(at.officer.agency_ids[0]), TODAY, by=at.officer)
    acts.begin("write", {"template": "acknowledgement"}, [journey], by=at.officer)
    with monkeypatch.context() as broken:
        broken.setitem(handlers.HANDLERS, "acts.carry_out", _fails)
        _run(clock_at, TRIES)
    return replace(at, browser=sign_in(Role.MANAGER))


def _run(clock_at: ClockAt, times: int) -> None:
    for _ in range(times):
        clock_at(clock.now() + timedelta(hours=5))
        run_due()


def _health(browser: CheckingClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(browser.get("/health").text)
    return found


def _act() -> str:
    state = db.session.execute(text("SELECT state FROM many_act")).scalar_one()
    db.session.rollback()
    return str(state)


def test_a_job_that_was_given_up_is_listed_with_why_and_done_when_tried_again(given_up: Desk) -> None:
    browser = given_up.browser
    health = _health(browser)
    assert (health["status"], health["queue"]["parked"], health["queue"]["see"]) == ("degraded", 1, "/jobs")
    page = browser.get("/jobs").text
    assert "Do something to many journeys" in page and "did not answer in time" in page
    assert "Canary" not in page and "Rowan" not in page, "what a fault says may hold somebody's particulars"
    one = browser.get("/jobs/1").text
    assert f"after it was tried {TRIES}\N{NO-BREAK SPACE}times" in one and _act() == "waiting"
    again = browser.fill_in("/jobs/1", {}, form="/jobs/1/again")
    assert "It is tried again now." in again.text and "No job was given up." in again.text
    run_due()
    assert _act() == "done"
    assert _health(browser)["status"] == "ok"
    assert given_up.audited("job.again") == [(None, ["acts.carry_out"])]


def test_a_job_is_left_undone_for_good_and_the_second_of_two_is_told_so(given_up: Desk, sign_in: Any) -> None:
    other = sign_in(Role.ADMIN)
    seen = other.get("/jobs/1").text
    left = given_up.browser.fill_in("/jobs/1", {}, form="/jobs/1/give-up")
    assert "It is given up, and not done any more." in left.text
    assert given_up.audited("job.give_up") == [(None, ["acts.carry_out"])]
    (form,) = [each for each in forms(seen) if each.action == "/jobs/1/again"]
    late = other.post(form.action, data=form.filled({}), follow_redirects=True)
    assert "Somebody has seen to it meanwhile" in late.text
    assert given_up.audited("job.again") == []
    run_due()
    assert _act() == "waiting" and "This was given up" in given_up.browser.get("/pipeline/acts/1").text
    assert given_up.browser.get("/jobs/1").status_code == 404


def test_jobs_of_another_council_and_of_nobody_are_not_a_managers(given_up: Desk, sign_in: Any) -> None:
    given.agency("nottingham")
    stranger = sign_in(Role.MANAGER, at="nottingham")
    assert "No job was given up." in stranger.get("/jobs").text
    assert stranger.get("/jobs/1").status_code == 404
    assert stranger.post("/jobs/1/again", data={}).status_code in (400, 404)
    db.session.execute(text("UPDATE job SET agency_id = NULL"))
    db.session.commit()
    assert given_up.browser.get("/jobs/1").status_code == 404
    assert "Do something to many journeys" in sign_in(Role.ADMIN).get("/jobs").text


def test_the_list_is_filtered_and_taken_as_a_file(given_up: Desk) -> None:
    browser = given_up.browser
    assert "1\N{NO-BREAK SPACE}job<" in browser.get("/jobs?kind=acts.carry_out").text
    assert "No job of this kind was given up." in browser.get("/jobs?kind=mail").text
    assert browser.fill_in("/jobs", {}, form="/jobs/export?").status_code == 422
    file = browser.fill_in("/jobs", {"reason": "audit"}, form="/jobs/export?")
    assert file.text.splitlines()[1].startswith("1,Do something to many journeys,")
    assert given_up.audited("job.export") == [("audit", [])]


def test_a_letter_that_was_given_up_is_tried_again_from_here_too(
    desk: OpenDesk, sign_in: Any, clock_at: ClockAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk(Role.OFFICER)
    home = given.household(at.officer.agency_ids[0], email="rowan@home.example")
    given.journey(home, TODAY, by=at.officer)
    letters.send([home], "acknowledgement", by=at.officer)
    with monkeypatch.context() as broken:
        broken.setitem(handlers.APART, letters.JOB, _fails)
        _run(clock_at, MAIL_TRIES)
    assert _letter() == ("not_sent", "gave_up")
    sign_in(Role.MANAGER).fill_in("/jobs/1", {}, form="/jobs/1/again")
    run_due()
    assert _letter() == ("sent", None)


def _letter() -> tuple[str, str | None]:
    row = db.session.execute(text("SELECT state, why FROM letter")).one()
    db.session.rollback()
    return row.state, row.why


def test_every_kind_of_job_has_words() -> None:
    assert {*handlers.HANDLERS, *handlers.APART} == {*job_words.JOBS}
