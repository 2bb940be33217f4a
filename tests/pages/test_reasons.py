"""Reasons of decisions at the browser: asked where a rule asks, shown, put right, never in an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from crm import fields
from crm.actor import Role
from crm.commands import acts, journeys
from crm.extensions import db
from crm.journey import events
from crm.journey.decision_events import RefusalProposed
from crm.journey.ranges import Route
from tests import given
from tests.filling import forms
from tests.pages.conftest import Desk
from tests.pages.test_records import path_of

APPLIED = date(2022, 1, 10)
FIRST = "The spare room is promised to a lodger until summer."


def applied(at: Desk) -> tuple[str, int]:
    """A household that applied on 10 January 2022: its reference, and the number of its journey."""
    home = given.household(at.officer.agency_ids[0])
    journey = given.journey(home, APPLIED, by=at.officer)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        journeys.record(home, journey, step(happened_on=APPLIED), by=at.officer)
    return at.reference(home), journey


def heard(at: Desk, recommendation: str) -> tuple[str, int]:
    """A household of which panel recommended something on 20 January 2022."""
    home = given.household(at.officer.agency_ids[0])
    journey = given.journey(home, date(2021, 5, 1), by=at.officer)
    for number, step in enumerate(given.STEPS, start=2):
        given.record(home, journey, step(happened_on=date(2021, 5, number)), by=at.officer)
    said = events.PanelRecommended(happened_on=date(2022, 1, 20), recommendation=recommendation)
    given.record(home, journey, said, by=at.officer)
    given.minuted(home, date(2022, 1, 20), by=at.officer)
    given.checked(home, journey, date(2022, 1, 20))
    return at.reference(home), home


def test_S1_D1_the_service_refuses_at_stage_1_with_full_reasons_and_a_notice_in_writing(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference, _ = applied(at)
    path = path_of(reference, "record/journey-closed")
    answers: dict[str, object] = {"happened_on": date(2022, 1, 20), "stage": "stage1", "initiator": "service"}
    answers |= {"reason": "unsuitable_dbs", "again": "no"}
    bare = at.browser.fill_in(path, answers, form=path)
    assert bare.status_code == 422 and "the day on which the notice in writing was given" in bare.text
    told = answers | {"told_on": date(2022, 1, 21)}
    mute = at.browser.fill_in(path, told, form=path)
    assert mute.status_code == 422 and "notified in writing with full reasons (S1-D1)" in mute.text
    for wrong in (date(2022, 1, 19), date(2022, 2, 1)):
        early = at.browser.fill_in(path, told | {"told_on": wrong, "reasons": FIRST}, form=path)
        assert early.status_code == 422 and "Enter a day from 20 January 2022 to today" in early.text
        assert FIRST in early.text  # nothing that was typed is lost
    page = at.browser.fill_in(path, told | {"reasons": FIRST}, form=path)
    assert "Told in writing, with the reasons, on 21 January 2022 (S1-D1)." in page.text and FIRST in page.text
    assert at.audited("decision.reasons") == [(None, ["journey_closed"])]
    kept = db.session.execute(text("SELECT data FROM event WHERE kind = 'journey_closed'")).scalar_one()
    db.session.rollback()
    assert "lodger" not in str(kept)  # words about people are no part of an event


def test_S1_D2_a_notice_after_the_tenth_working_day_is_too_late_whatever_day_the_refusal_bears(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference, journey = applied(at)
    done = events.StageOneCompleted(happened_on=date(2022, 1, 12))
    given.record(at.household_id(reference), journey, done, by=at.officer)
    path = path_of(reference, "record/journey-closed")
    answers: dict[str, object] = {"happened_on": date(2022, 1, 26), "stage": "stage1", "initiator": "service"}
    answers |= {"reason": "unsuitable_dbs", "again": "no", "reasons": FIRST}
    late = at.browser.fill_in(path, answers | {"told_on": date(2022, 1, 27)}, form=path)
    assert late.status_code == 422 and "goes to Stage 2 (S1-D3)" in late.text
    page = at.browser.fill_in(path, answers | {"told_on": date(2022, 1, 26)}, form=path)
    assert "on 26 January 2022 (S1-D1)" in page.text


def test_S1_D5_of_an_applicant_who_withdraws_no_notice_and_no_reasons_are_asked(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference, _ = applied(at)
    path = path_of(reference, "record/journey-closed")
    answers: dict[str, object] = {"happened_on": date(2022, 1, 20), "stage": "stage1", "initiator": "applicant"}
    answers |= {"reason": "AW1", "again": "no"}
    odd = at.browser.fill_in(path, answers | {"told_on": date(2022, 1, 20)}, form=path)
    assert odd.status_code == 422 and "only a refusal at Stage 1 has this notice" in odd.text
    assert at.browser.fill_in(path, answers, form=path).request.path == f"/households/{reference}"
    other = at.home()
    form = at.browser.get(path_of(other, "record/journey-closed")).text
    assert "the day of the notice" not in form  # who never applied is not refused at Stage 1


def test_S1_D1_many_are_not_refused_at_stage_1_at_once(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference, journey = applied(at)
    asked = {"reason": "unsuitable_dbs", "happened_on": "2022-01-20"}
    act = acts.begin("close", asked, [journey], by=at.officer)
    assert "close this one by itself" in at.browser.get(f"/pipeline/acts/{act}").text
    assert "journey_closed" not in dict(at.events(reference))


def test_DM2_whoever_approves_though_panel_did_not_recommend_it_says_why(desk: Callable[..., Desk]) -> None:
    at, maker = desk(), desk(Role.DECISION_MAKER).browser
    against, _ = heard(at, "not_approve")
    path = path_of(against, "decide/household-approved")
    sent: dict[str, object] = {"happened_on": date(2022, 1, 24), "places": 1}
    form = maker.get(path).text
    assert "Why approve all the same?" in form
    asked = next(each for each in forms(form) if each.action == path)
    bare = maker.post(path, data=asked.filled(sent) | {"confirmed": "yes"})
    assert bare.status_code == 422 and "say why the decision is another (DM-2)" in bare.text
    done = asked.filled(sent | {"reasons": FIRST}) | {
        "confirmed": "yes",
        "idempotency_key": "another-key-of-a-form",
    }
    assert FIRST in maker.post(path, data=done, follow_redirects=True).text
    agreed, _ = heard(at, "approve")
    assert "Why approve all the same?" not in maker.get(path_of(agreed, "decide/household-approved")).text


def test_reasons_are_put_right_with_history_by_whoever_saw_what_stands(desk: Callable[..., Desk]) -> None:
    at = desk()
    maker = at.browser
    reference, _ = heard(at, "not_approve")
    path = path_of(reference, "decide/refusal-proposed")
    maker.fill_in(path, {"happened_on": date(2022, 1, 24), "reasons": FIRST}, form=path)
    seq = len(at.events(reference))
    there = path_of(reference, f"events/{seq}/correct")
    asked = next(each for each in forms(maker.get(there).text) if each.action == there)
    assert asked.values["reasons"] == [FIRST]
    page = maker.fill_in(there, {"reasons": "The room is not free.", "why": "mistyped"}, form=there)
    assert "The room is not free." in page.text and "They said before" in page.text and FIRST in page.text
    assert len(at.events(reference)) == seq  # what was decided is as it was
    stale = maker.post(there, data=asked.filled({"reasons": "Again.", "why": "mistyped"}))
    assert stale.status_code == 422 and "look at what they say now" in stale.text and "Again." in stale.text
    emptied = maker.fill_in(there, {"reasons": "", "why": "mistyped"}, form=there)
    assert emptied.status_code == 422
    same = maker.fill_in(there, {"why": "mistyped"}, form=there)
    assert same.status_code == 422 and "Nothing is different" in same.text
    both = maker.fill_in(there, {"happened_on": date(2022, 1, 25), "why": "mistyped"}, form=there)
    assert "The room is not free." in both.text  # the reasons go with the decision
    assert at.audited("decision.reasons") == [(None, ["refusal_proposed"]), ("mistyped", ["refusal_proposed"])]


def test_a_decision_that_came_without_reasons_is_given_them_later(desk: Callable[..., Desk]) -> None:
    at = desk()
    _, home = heard(at, "not_approve")
    proposed = RefusalProposed(happened_on=date(2022, 1, 24), answer_by=date(2022, 2, 21))
    journeys.record(home, 1, proposed, by=given.officer(at.officer.agency_ids[0]))
    reference = at.reference(home)
    there = path_of(reference, f"events/{len(at.events(reference))}/correct")
    page = at.browser.fill_in(there, {"reasons": FIRST, "why": "mistyped"}, form=there)
    assert FIRST in page.text


def test_the_reasons_are_shown_to_those_who_see_the_case_and_to_nobody_else(
    desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk()
    reference, _ = heard(at, "not_approve")
    path = path_of(reference, "decide/refusal-proposed")
    maker = desk(Role.DECISION_MAKER).browser
    maker.fill_in(path, {"happened_on": date(2022, 1, 24), "reasons": FIRST}, form=path)
    seen = {role for role in Role if fields.sees(role, "decision reasons")}
    assert seen == {Role.OFFICER, Role.SOCIAL_WORKER, Role.MANAGER, Role.DECISION_MAKER}
    assert FIRST in desk(Role.OFFICER).browser.get(f"/households/{reference}").text
    narrower = replace(fields.FIELDS["decision reasons"], seen_by=frozenset({Role.MANAGER}))
    monkeypatch.setattr(fields, "FIELDS", dict(fields.FIELDS) | {"decision reasons": narrower})
    assert FIRST not in maker.get(f"/households/{reference}").text


def test_OA2_hosts_of_supported_lodgings_are_closed_without_a_notice(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = given.household(at.officer.agency_ids[0])
    journey = given.journey(home, APPLIED, by=at.officer, route=Route.SUPPORTED_LODGINGS)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        given.record(home, journey, step(happened_on=APPLIED), by=at.officer)
    assert "the day of the notice" not in at.browser.get(path_of(at.reference(home), "record/journey-closed")).text
