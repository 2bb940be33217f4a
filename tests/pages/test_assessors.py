"""Who assessed is said with the report, and takes no part in panel's recommendation and in the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from crm.actor import Actor, Role
from crm.commands import assessors, journeys, panel_items
from crm.commands.assessors import Assessor
from crm.commands.panel_items import Told
from crm.commands.panels_by_hand import recommended
from crm.extensions import db
from crm.journey import events
from crm.journey.decision_events import RefusalProposed
from crm.journey.events import ReportCompleted
from crm.people import panels as stored
from tests import given, panelling
from tests.pages.conftest import ENQUIRED, TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

REPORTED = ENQUIRED + timedelta(days=6)
FORM = "/households/{}/journeys/1/record/report-completed"


def _assessing(at: Desk) -> str:
    """A household in Stage 2; its reference."""
    reference = at.home()
    home = at.household_id(reference)
    for number, step in enumerate(given.STEPS[:5], 1):
        given.record(home, 1, step(happened_on=ENQUIRED + timedelta(days=number)), by=at.officer)
    return reference


def _heard(at: Desk, home: int) -> None:
    """Panel recommends not to approve, and its minutes come."""
    no = events.PanelRecommended(happened_on=REPORTED, recommendation="not_approve")
    given.record(home, 1, no, by=at.officer)
    given.minuted(home, REPORTED, by=at.officer)


def _account(role: str) -> int:
    found = db.session.execute(text("SELECT id FROM user_account WHERE role = :role"), {"role": role}).scalar_one()
    db.session.rollback()
    return int(found)


def _as(at: Desk, role: Role) -> Actor:
    return replace(at.officer, user_id=_account(role.value), role=role)


def test_the_assessor_is_said_with_the_report_and_shown_with_it_and_with_the_decision(
    desk: Callable[..., Desk],
) -> None:
    at, worker = desk(Role.OFFICER), desk(Role.SOCIAL_WORKER)
    reference = _assessing(at)
    path = FORM.format(reference)
    told = at.browser.fill_in(path, {"happened_on": REPORTED, "report": "full"}, form=path)
    assert told.status_code == 422 and "Choose who assessed the household" in told.text
    for answers, said in (
        ({"assessor": "outside"}, "Enter the name of the independent assessor"),
        ({"assessor": _account("social_worker"), "assessor_name": "Jude"}, "Leave the name empty"),
    ):
        told = at.browser.fill_in(path, {"happened_on": REPORTED, "report": "full", **answers}, form=path)
        assert told.status_code == 422 and said in told.text
    sent = {"happened_on": REPORTED, "report": "full", "assessor": _account("social_worker")}
    page = at.browser.fill_in(path, sent, form=path).text
    assert "Assessed by <bdi>" in page and ("report_completed", str(REPORTED)) in at.events(reference)
    _heard(at, at.household_id(reference))
    decision = desk().browser.get(f"/households/{reference}/journeys/1/decide/refusal-proposed").text
    assert "who does not decide (DM-5)" in decision
    held = db.session.execute(text("SELECT data FROM event WHERE kind = 'report_completed'")).scalar_one()
    db.session.rollback()
    assert "assessor" not in str(held), "names stay out of events"
    assert worker.browser.get(f"/households/{reference}").status_code == 200


def test_dm_5_neither_who_assessed_nor_who_typed_the_report_records_the_decision(desk: Callable[..., Desk]) -> None:
    at, _ = desk(), desk(Role.SOCIAL_WORKER)
    reference = _assessing(at)
    home, typist, manager = at.household_id(reference), _as(at, Role.SOCIAL_WORKER), _as(at, Role.MANAGER)
    report = ReportCompleted(happened_on=REPORTED)
    event = assessors.record(home, 1, report, Assessor(manager.user_id), by=typist)
    given.record(
        home, 1, events.PanelRecommended(happened_on=REPORTED, recommendation="not_approve"), by=at.officer
    )
    given.minuted(home, REPORTED, by=at.officer)
    proposed = RefusalProposed(happened_on=REPORTED, answer_by=REPORTED + timedelta(days=28))

    def decide(by: Actor) -> str:
        return panelling.refused(lambda: journeys.record(home, 1, proposed, by=by))

    assert decide(manager).startswith("You assessed this household") and "(DM-5)" in decide(manager)
    assert decide(replace(typist, role=Role.MANAGER)).startswith("You recorded the assessment report")
    correct: dict[str, Any] = {"why": "mistyped", "by": at.officer}
    assessors.correct(home, event, report, assessor=Assessor(None, "Jude Example-Assessor"), **correct)
    journeys.record(home, 1, proposed, by=manager)
    again = panelling.refused(
        lambda: assessors.correct(home, event, report, assessor=Assessor(manager.user_id), **correct)
    )
    assert "recorded the decision on this household, and whoever assessed takes part in neither" in again
    page = at.browser.get(f"/households/{reference}").text
    assert (
        "Assessed by <bdi>Jude Example-Assessor</bdi>, who is not of the staff." in page
        and "It said before" in page
    )


def test_dm_5_who_assessed_stands_down_at_panel_and_has_no_vote_on_paper_either(desk: Callable[..., Desk]) -> None:
    at = desk(Role.SOCIAL_WORKER)
    reference = _assessing(at)
    home, assessor = at.household_id(reference), _as(at, Role.SOCIAL_WORKER)
    assessors.record(home, 1, ReportCompleted(happened_on=REPORTED), Assessor(assessor.user_id), by=at.officer)
    email = "social.worker@derby.example"
    planned = panelling.planned(at.officer.agency_ids[0], TODAY, at.officer, account=email)
    told = Told(recommendation="approve", reasons="They are steady.", applicant_came=False)
    sat: dict[str, Any] = {"held_on": date(2022, 1, 10), "members": planned.members, "by": at.officer}
    no = panelling.refused(lambda: recommended(home, 1, told, **sat))
    assert "assessed this household or recorded its report, and does not vote on it" in no
    item = panel_items.put_on(planned.panel, 1, by=at.officer)
    assert stored.stood_down([item])[item] == {planned.members[-1]}


def test_t49_an_assessor_whom_somebody_put_right_meanwhile_is_not_overwritten(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = _assessing(at)
    home, report = at.household_id(reference), ReportCompleted(happened_on=REPORTED)
    event = assessors.record(home, 1, report, Assessor(None, "Jude Example-Assessor"), by=at.officer)
    path = f"/households/{reference}/journeys/1/events/7/correct"
    assert 'value="Jude Example-Assessor"' in at.browser.get(path).text
    page = at.browser.fill_in(path, {"assessor_name": "Kit Example-Assessor", "why": "mistyped"}, form=path).text
    assert "Assessed by <bdi>Kit Example-Assessor</bdi>" in page
    stale = panelling.refused(
        lambda: assessors.correct(
            home, event, report, why="mistyped", assessor=Assessor(None, "Lee"), by=at.officer, seen=1
        )
    )
    assert "Somebody put right who assessed after you had opened this page" in stale


def test_dm_3_a_decision_without_minutes_leads_to_recording_them(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = _assessing(at)
    home = at.household_id(reference)
    given.record(home, 1, ReportCompleted(happened_on=REPORTED), by=at.officer)
    no = events.PanelRecommended(happened_on=REPORTED, recommendation="not_approve")
    given.record(home, 1, no, by=at.officer)
    page = at.browser.get(f"/households/{reference}/journeys/1/decide/refusal-proposed").text
    assert "record the receipt of panel&#39;s minutes first." in page
    minutes = f"/households/{reference}/journeys/1/record/minutes-received"
    assert f'href="{minutes}"' in page and at.browser.get(minutes).status_code == 200


def _reported_by(at: Desk, name: str) -> int:
    """A household that somebody assessed who is typed by name; its number."""
    home = at.household_id(_assessing(at))
    typist = replace(at.officer, user_id=901)
    assessors.record(home, 1, ReportCompleted(happened_on=REPORTED), Assessor(None, name), by=typist)
    return home


@pytest.mark.parametrize(
    "typed", ["Decision Maker", "  MAKER,  Décision ", "Ms decision-maker", "Decision J. Maker"]
)
def test_dm_5_a_decision_maker_whose_name_was_typed_as_the_assessor_does_not_decide(
    desk: Callable[..., Desk], typed: str
) -> None:
    at, _ = desk(), desk(Role.DECISION_MAKER)
    home = _reported_by(at, typed)
    _heard(at, home)
    proposed = RefusalProposed(happened_on=REPORTED, answer_by=REPORTED + timedelta(days=28))
    decider = _as(at, Role.DECISION_MAKER)
    no = panelling.refused(lambda: journeys.record(home, 1, proposed, by=decider))
    assert no.startswith("You assessed this household") and "(DM-5)" in no
    journeys.record(home, 1, proposed, by=_as(at, Role.MANAGER))


def test_dm_5_somebody_with_the_name_of_the_assessor_does_not_decide_until_it_is_said_who_it_was(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    home = _reported_by(at, "Decision Maker")
    _heard(at, home)
    desk(Role.DECISION_MAKER)  # who has an account only since
    proposed = RefusalProposed(happened_on=REPORTED, answer_by=REPORTED + timedelta(days=28))
    decider = _as(at, Role.DECISION_MAKER)
    no = panelling.refused(lambda: journeys.record(home, 1, proposed, by=decider))
    assert "Decision Maker assessed this household, and that is your name" in no and "(DM-5)" in no
    event = given.fold(home).journeys[0].first(ReportCompleted)
    assert event is not None
    told = Assessor(None, "Decision Maker of Leicester")
    assessors.correct(home, event.id, event.event, why="mistyped", assessor=told, by=at.officer)
    journeys.record(home, 1, proposed, by=decider)


def test_dm_5_an_assessor_of_the_staff_is_chosen_and_not_typed(desk: Callable[..., Desk]) -> None:
    at, _ = desk(Role.OFFICER), desk(Role.SOCIAL_WORKER)
    reference = _assessing(at)
    path = FORM.format(reference)
    page = at.browser.get(path).text
    assert "Decision makers are not in the list" in page and "(DM-5, PN-10)" in page
    sent = {"happened_on": REPORTED, "report": "full", "assessor": "outside", "assessor_name": "worker SOCIAL"}
    told = at.browser.fill_in(path, sent, form=path)
    assert told.status_code == 422
    assert "Social Worker has an account of your service: choose them from the list" in told.text
    assert ("report_completed", str(REPORTED)) not in at.events(reference)


def test_dm_5_a_member_of_panel_whose_name_was_typed_stands_down_and_has_no_vote(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    home = _reported_by(at, "Example-Sitter, Member 5")
    planned = panelling.planned(at.officer.agency_ids[0], TODAY, at.officer)
    told = Told(recommendation="approve", reasons="They are steady.", applicant_came=False)
    sat: dict[str, Any] = {"held_on": date(2022, 1, 10), "members": planned.members, "by": at.officer}
    no = panelling.refused(lambda: recommended(home, 1, told, **sat))
    assert "Member 5 Example-Sitter assessed this household" in no and "(DM-5)" in no
    item = panel_items.put_on(planned.panel, 1, by=at.officer)
    assert stored.stood_down([item])[item] == {planned.members[-1]}


def test_dm_5_a_member_of_panel_without_an_account_has_no_vote_where_they_assessed_by_theirs(
    desk: Callable[..., Desk],
) -> None:
    at, _ = desk(), desk(Role.SOCIAL_WORKER)
    home, assessor = at.household_id(_assessing(at)), _as(at, Role.SOCIAL_WORKER)
    typist = replace(at.officer, user_id=901)
    assessors.record(home, 1, ReportCompleted(happened_on=REPORTED), Assessor(assessor.user_id), by=typist)
    planned = panelling.planned(at.officer.agency_ids[0], TODAY, at.officer)
    panelling.rename(planned.members[-1], "Ms WORKER, Social", at.officer)
    told = Told(recommendation="approve", reasons="They are steady.", applicant_came=False)
    sat: dict[str, Any] = {"held_on": date(2022, 1, 10), "members": planned.members, "by": at.officer}
    no = panelling.refused(lambda: recommended(home, 1, told, **sat))
    assert "Ms WORKER, Social assessed this household" in no and "(DM-5)" in no
    item = panel_items.put_on(planned.panel, 1, by=at.officer)
    assert stored.stood_down([item])[item] == {planned.members[-1]}


def test_dm_5_who_sat_or_decided_does_not_become_the_assessor_by_name(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = _reported_by(at, "Jude Example-Assessor")
    members = panelling.members(at.officer.agency_ids[0], at.officer)
    told = Told(recommendation="not_approve", reasons="They are not ready.", applicant_came=False)
    recommended(home, 1, told, held_on=REPORTED, members=members, by=replace(at.officer, user_id=902))
    given.minuted(home, REPORTED, by=at.officer)
    proposed = RefusalProposed(happened_on=REPORTED, answer_by=REPORTED + timedelta(days=28))
    journeys.record(home, 1, proposed, by=_as(at, Role.MANAGER))
    row = given.fold(home).journeys[0].first(ReportCompleted)
    assert row is not None

    def becomes(who: Assessor) -> str:
        return panelling.refused(
            lambda: assessors.correct(home, row.id, row.event, why="mistyped", assessor=who, by=at.officer)
        )

    assert "sat on the panel that considered this household" in becomes(Assessor(None, "Member 2 Example Sitter"))
    manager = _as(at, Role.MANAGER)
    assert "recorded the decision on this household" in becomes(Assessor(manager.user_id))


def test_pn_10_a_member_of_panel_without_an_account_does_not_decide_by_another(desk: Callable[..., Desk]) -> None:
    at, _ = desk(), desk(Role.DECISION_MAKER)
    home = _reported_by(at, "Jude Example-Assessor")
    members = panelling.members(at.officer.agency_ids[0], at.officer)
    panelling.rename(members[0], "Maker Decision", at.officer)
    told = Told(recommendation="not_approve", reasons="They are not ready.", applicant_came=False)
    recommended(home, 1, told, held_on=REPORTED, members=members, by=replace(at.officer, user_id=902))
    given.minuted(home, REPORTED, by=at.officer)
    proposed = RefusalProposed(happened_on=REPORTED, answer_by=REPORTED + timedelta(days=28))
    no = panelling.refused(lambda: journeys.record(home, 1, proposed, by=_as(at, Role.DECISION_MAKER)))
    assert "sat on the panel of" in no and "(PN-10)" in no


def test_dm_5_a_report_is_recorded_with_who_assessed_by_every_door(desk: Callable[..., Desk]) -> None:
    at, _ = desk(), desk(Role.SOCIAL_WORKER)
    home = at.household_id(_assessing(at))
    report = ReportCompleted(happened_on=REPORTED)
    no = panelling.refused(lambda: journeys.record(home, 1, report, by=_as(at, Role.SOCIAL_WORKER)))
    assert "who assessed" in no and "(DM-5)" in no
