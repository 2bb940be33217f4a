"""Sessions of an assessment at the browser: how many of how many, who was seen, by whom; struck out and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.commands import journeys, profiles, settings
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.people.tables import Household
from tests import given
from tests.pages.conftest import ENQUIRED, TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

APPLIED = date(2021, 11, 1)


def _said(answer: TestResponse) -> str:
    """The text of a page, with plain spaces between a number and its unit."""
    return answer.text.replace("\xa0", " ")


def _applied(at: Desk) -> str:
    """A household that applied on 1 November 2021; its reference."""
    reference = at.home()
    home = at.household_id(reference)
    for step, on in ((events.VisitCompleted, ENQUIRED), (events.ApplicationReceived, APPLIED)):
        journeys.record(home, 1, step(happened_on=on), by=at.officer)
    return reference


def _account(role: str) -> str:
    found = db.session.execute(text("SELECT id FROM user_account WHERE role = :role"), {"role": role}).scalar_one()
    db.session.rollback()
    return str(found)


def _record(at: Desk, reference: str, on: date, **more: Any) -> TestResponse:
    path = f"/households/{reference}/sessions/new"
    return at.browser.fill_in(path, {"on": on, "worker": _account("social_worker"), **more}, form=path)


def test_the_sessions_of_an_assessment_are_counted_against_how_many_are_meant(desk: Callable[..., Desk]) -> None:
    at = desk(Role.SOCIAL_WORKER)
    reference = _applied(at)
    settings.change(
        "assessment_sessions", 3, valid_from=date(2021, 10, 1), agency_id=at.officer.agency_ids[0], by=at.officer
    )
    settings.change(
        "assessment_sessions", 9, valid_from=date(2021, 12, 1), agency_id=at.officer.agency_ids[0], by=at.officer
    )
    page, checks = f"/households/{reference}/sessions", f"/households/{reference}/checks"
    assert "No session is held or planned." in _said(at.browser.get(page))
    told = _said(at.browser.get(checks))
    assert "0 of 3 sessions held" in told, "as many as on the day of the application (DC-5)"
    child: dict[str, Any] = {"relation": "child", "born_on": date(2012, 6, 1), "lives_here": True}
    home = at.household_id(reference)
    version = db.session.get_one(Household, home).version
    db.session.rollback()
    member = profiles.add_member(home, child, version=version, by=at.officer)
    _record(at, reference, date(2021, 12, 6), note="CNRY-SESSION", seen=["carer-1", f"member-{member}"])
    told = _said(_record(at, reference, date(2022, 1, 10)))
    assert "2 of 3 sessions that an assessment is meant to have" in told
    assert "from 6 December 2021 to 10 January 2022" in told
    assert "Rowan Example-Finch" in told and "child (9)" in told and "CNRY-SESSION" not in told
    assert "2 of 3 sessions held" in _said(at.browser.get(checks))
    assert at.events(reference)[-1] == ("application_received", "2021-11-01"), "no session is an event"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"on": date(2022, 2, 1)}, "is in the future: book the visit instead"),
        ({"on": date(2021, 10, 31)}, "there was none by 31 October 2021"),
        ({"seen": []}, "Choose who was seen"),
        ({"note": "They moved to 7 Canary Lane, DE1 2FS"}, "tick this to keep it here"),
    ],
)
def test_a_session_that_cannot_have_been_is_refused_and_the_words_are_kept(
    desk: Callable[..., Desk], answers: dict[str, Any], said: str
) -> None:
    at = desk(Role.SOCIAL_WORKER)
    sent: dict[str, Any] = {"on": TODAY, "note": "My own words"} | answers
    told = _record(at, _applied(at), sent.pop("on"), **sent)
    assert told.status_code == 422 and said in _said(told)
    assert str(answers.get("note", "My own words")) in _said(told)


def test_after_the_decision_no_session_of_the_assessment_is_recorded(desk: Callable[..., Desk]) -> None:
    at = desk(Role.SOCIAL_WORKER)
    told = _record(at, at.approved(), date(2021, 9, 2))
    assert "The assessment was over before 2 September 2021: the approval was on 1 September 2021" in _said(told)


def test_a_booked_session_is_planned_and_once_held_says_who_was_seen(
    desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    at = desk(Role.SOCIAL_WORKER)
    reference = _applied(at)
    page = f"/households/{reference}/visits/new?purpose=assessment"
    at.browser.fill_in(page, {"on": date(2022, 2, 7), "at": "10:30"}, form=page.split("?")[0])
    planned = _said(at.browser.get(f"/households/{reference}/sessions"))
    assert "1, the next on 7 February 2022 at 10:30am" in planned and "0 of 8 sessions" in planned
    clock_at(date(2022, 2, 8))
    at = desk()  # a session of the browser lasts no week
    visit = f"/households/{reference}/visits/1"
    assert "What came of it?" not in at.browser.get(visit).text
    assert "Choose who was seen" in at.browser.fill_in(visit, {}, form=f"{visit}/held").text
    at.browser.fill_in(visit, {"seen": ["carer-1"]}, form=f"{visit}/held")
    assert "Seen: <bdi>Rowan Example-Finch</bdi>" in at.browser.get(f"/households/{reference}").text
    assert "1 of 8 sessions" in _said(at.browser.get(f"/households/{reference}/sessions"))


def test_a_session_recorded_in_error_is_struck_out_stays_on_record_and_is_brought_back(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.SOCIAL_WORKER)
    reference = _applied(at)
    _record(at, reference, date(2021, 12, 6))
    visit, page = f"/households/{reference}/visits/1", f"/households/{reference}/sessions"
    assert at.browser.fill_in(f"{visit}/strike-out", {}).status_code == 422
    told = at.browser.fill_in(f"{visit}/strike-out", {"why": "did_not_happen"})
    assert "Struck out. It counts no more" in _said(told)
    assert "0 of 8 sessions" in _said(at.browser.get(page)) and "struck out by" in _said(at.browser.get(page))
    assert "Assessment session: struck out" in at.browser.get(f"/households/{reference}").text
    at.browser.fill_in(visit, {}, form=f"{visit}/bring-back")
    assert "1 of 8 sessions" in _said(at.browser.get(page)) and "struck out by" not in _said(at.browser.get(page))
    assert [reason for reason, _ in at.audited("visit.strike_out")] == ["did_not_happen"]
    assert at.audited("visit.bring_back") == [(None, ["assessment"])]


def test_the_note_of_a_session_is_read_by_few_and_a_visit_with_a_step_is_not_struck_out_alone(
    desk: Callable[..., Desk],
) -> None:
    at, officer = desk(Role.SOCIAL_WORKER), desk(Role.OFFICER)
    reference = _applied(at)
    _record(at, reference, date(2021, 12, 6), note="CNRY-SESSION")
    visit = f"/households/{reference}/visits/1"
    assert "CNRY-SESSION" in at.browser.get(visit).text
    assert (
        "CNRY-SESSION" not in officer.browser.get(visit).text and "private note" in officer.browser.get(visit).text
    )
    decider = desk(Role.DECISION_MAKER).browser.get(f"/households/{reference}/sessions")
    assert decider.status_code == 200 and "Record one that was held" not in decider.text
    assert given.fold(at.household_id(reference)).journeys


def test_s1_d2_stage_2_is_said_to_run_beside_stage_1_and_hosts_have_sessions_without_checks(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.SOCIAL_WORKER)
    reference = _applied(at)
    journeys.record(at.household_id(reference), 1, events.AssessmentStarted(happened_on=APPLIED), by=at.officer)
    told = at.browser.get(f"/households/{reference}/checks").text
    assert "Waits for" in told and "Stage 2 runs beside it: the ten working days for a refusal begin" in told
    home = given.household(at.officer.agency_ids[0], "Sam Example-Heron")
    given.approved(home, TODAY, 1, by=at.officer, route=Route.SUPPORTED_LODGINGS)
    page = f"/households/{at.reference(home)}/checks"
    assert f'{page.removesuffix("checks")}sessions?journey=1"' in at.browser.get(page).text
