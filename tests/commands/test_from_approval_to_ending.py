"""What is refused between an approval and its end, in words that name the rule, and nothing is changed by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import (
    journeys,
    panel_items,
    panel_members,
    panels,
    panels_by_hand,
    parting,
    people,
    placements,
    preparation,
    readiness,
)
from crm.commands.panel_items import Told
from crm.commands.people import NewCarer
from crm.commands.placements import Stay
from crm.commands.preparation import Course
from crm.journey import events
from crm.journey.ending_events import CarerLeft
from tests import given, panelling
from tests.panelling import refused

TODAY, APPROVED = date(2026, 6, 1), date(2026, 3, 5)
WHY = "mistyped"


@pytest.fixture
def worker(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """A manager of Derby on 1 June 2026."""
    clock_at(TODAY)
    return replace(given.officer(given.agency()), role=Role.MANAGER)


def _notice(**said: Any) -> events.NoticeReceived:
    return events.NoticeReceived(happened_on=date(2026, 5, 1), ends_on=date(2026, 5, 29), **said)


def test_rv_8_a_resignation_does_not_become_an_error_by_its_reason_alone(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 2, by=worker)
    error = "administrative_error"
    assert "(RV-8)" in refused(lambda: journeys.record(home, begun, _notice(reason=error), by=worker))
    notice = journeys.record(home, begun, _notice(reason="retired"), by=worker)
    one = replace(worker, user_id=71)
    no = refused(lambda: journeys.correct(home, notice, _notice(reason=error), reason=WHY, by=one))
    assert "a second person has to agree" in no and "(RV-8)" in no
    early = events.HouseholdDeregistered(happened_on=date(2026, 5, 15), reason=error)
    assert "(RV-8)" in refused(lambda: journeys.record(home, begun, early, by=one))
    journeys.correct(home, notice, _notice(reason="work"), reason=WHY, by=one)
    (approval,) = given.fold(home).approvals
    assert not approval.adjusted and approval.ends_on == date(2026, 5, 29)


def test_pn_4_a_panel_that_met_is_not_called_off_though_what_it_recommended_is_struck_out(
    worker: Actor, clock_at: Callable[[date], None]
) -> None:
    planned = panelling.planned(worker.agency_ids[0], TODAY, worker)
    item = panelling.listed(planned.panel, worker.agency_ids[0], date(2026, 5, 1), worker)
    panels.attended(planned.panel, planned.members, version=panelling.version(planned.panel), by=worker)
    told = {"recommendation": "approve", "reasons": "They are steady.", "applicant_came": True}
    event = panel_items.recommend(item, **told, version=panelling.item_version(item), by=worker)  # type: ignore[arg-type]
    journeys.strike_out(panelling.household_of(item), event, reason="did_not_happen", by=worker)
    no = refused(lambda: panels.call_off(planned.panel, version=panelling.version(planned.panel), by=worker))
    assert "met on 1 June 2026" in no and "(PN-4)" in no


def test_b_18_nobody_leaves_a_couple_before_it_was_approved(worker: Actor) -> None:
    couple = [NewCarer("Rowan Example-Finch"), NewCarer("Sam Example-Finch")]
    home = people.create_household(worker.agency_ids[0], carers=couple, by=worker)
    begun, approval = given.approved(home, APPROVED, 2, by=worker)
    leave: dict[str, Any] = {"why": "separated", "own_household": False, "version": 1, "by": worker}
    no = refused(lambda: parting.part(home, 2, on=date(2026, 3, 4), **leave))
    assert "approved on 5 March 2026" in no and "(B-18)" in no
    parting.part(home, 2, on=date(2026, 3, 6), **leave)
    assert given.fold(home).journeys[0].first(CarerLeft) is not None
    later = events.HouseholdApproved(happened_on=date(2026, 3, 7), places=2)
    no = refused(lambda: journeys.correct(home, approval, later, reason=WHY, by=worker))
    assert "would come before the approval on 7 March 2026" in no


def test_b_4_no_child_is_placed_for_longer_than_the_approval_without_a_word(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 2, by=worker, agreed=True)
    journeys.record(home, begun, _notice(reason="work"), by=worker)
    stay = Stay(child="1001", offer=None, from_on=date(2026, 4, 1))
    for to_on in (None, date(2026, 5, 30)):
        ended = "planned" if to_on else None
        known = replace(stay, to_on=to_on, ended_how=_ending(worker) if ended else None)
        no = refused(lambda known=known: placements.place(home, known, by=worker))  # type: ignore[misc]
        assert "The approval ends on 29 May 2026" in no and "(B-4)" in no
    within = replace(stay, to_on=date(2026, 5, 29), ended_how=_ending(worker))
    number = placements.place(home, within, by=worker)
    longer = replace(within, to_on=date(2026, 5, 31))
    no = refused(lambda: placements.correct(home, number, longer, because=WHY, by=worker))
    assert "(B-4)" in no
    placements.correct(home, number, longer, because=WHY, by=worker, anyway=True)
    open_one = placements.place(home, replace(stay, child="1002"), by=worker, anyway=True)
    how = _ending(worker)
    no = refused(lambda: placements.end(home, open_one, to_on=date(2026, 5, 31), how=how, by=worker))
    assert "(B-4)" in no
    placements.end(home, open_one, to_on=date(2026, 5, 31), how=how, by=worker, anyway=True)


def _ending(worker: Actor) -> str:
    return sorted(placements.codes("placement_endings", worker.agency_ids[0]))[0]


def _prepared(home: int, begun: int, carer: int, start: date, by: Actor, attended: str = "yes") -> int:
    course = Course(starts_on=start, ends_on=start + timedelta(days=1), attended=attended)
    return preparation.record(home, begun, carer, course, by=by)


def test_s2_9_a_course_counts_once_and_not_for_ever(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS[:3]:
        given.record(home, begun, step(happened_on=date(2026, 3, 2)), by=worker)
    carer = 1
    no = refused(lambda: _prepared(home, begun, carer, date(2020, 3, 1), worker))
    assert "more than 36 months old at the application" in no and "(S2-9)" in no
    assert _check(worker, home, begun) == "to_do"
    _prepared(home, begun, carer, date(2026, 4, 1), worker)
    assert _check(worker, home, begun) == "met"
    for attended in ("yes", "no"):
        no = refused(lambda said=attended: _prepared(home, begun, carer, date(2026, 4, 1), worker, said))  # type: ignore[misc]
        assert "is on record already" in no and "(S2-9)" in no
    no = refused(lambda: _prepared(home, begun, carer, date(2026, 4, 2), worker))
    assert "is on record already" in no, "nobody is on two courses on one day"


def _check(worker: Actor, home: int, begun: int) -> str:
    """How the check of preparation stands today."""
    journey = given.fold(home).journey(begun)
    assert journey is not None
    every = readiness.checklist(worker.agency_ids[0], home, journey, TODAY)
    return next(each.state(TODAY) for each in every if each.line.code == "preparation")


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (events.HouseholdApproved(happened_on=APPROVED, places=0), "(B-1)"),
        (events.HouseholdApproved(happened_on=APPROVED, places=40), "(B-1)"),
        (events.HouseholdApproved(happened_on=APPROVED, places=2, age_from=9, age_to=4), "(DM-6)"),
    ],
)
def test_terms_that_cannot_be_are_refused_by_rule(
    worker: Actor, event: events.HouseholdApproved, rule: str
) -> None:
    home = given.household(worker.agency_ids[0])
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=worker)
    assert rule in refused(lambda: given.approve(home, begun, event, by=worker))
    assert not given.fold(home).approvals


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (events.HouseholdApproved(happened_on=APPROVED, places=2), "(DM-2)"),
        (events.PanelRecommended(happened_on=APPROVED), "(PN-5)"),
        (events.ReportCompleted(happened_on=APPROVED), "(S2-7)"),
        (events.AssessmentStarted(happened_on=APPROVED), "(ST-5)"),
        (events.NoticeReceived(happened_on=APPROVED, ends_on=date(2026, 4, 2)), "(RV-8)"),
        (events.TermsChanged(happened_on=APPROVED, places=3), "(B-5)"),
        (events.ReviewCompleted(happened_on=APPROVED), "(RV-1)"),
    ],
)
def test_what_comes_too_early_is_refused_by_rule(worker: Actor, step: events.Event, rule: str) -> None:
    home = given.household(worker.agency_ids[0])
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    assert rule in refused(lambda: given.record(home, begun, step, by=worker))
    assert len(given.fold(home).journeys[0].rows) == 1


def test_an_approval_before_the_application_or_twice_is_refused_by_rule(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, approval = given.approved(home, APPROVED, 2, by=worker)
    early = events.HouseholdApproved(happened_on=APPROVED - timedelta(days=30), places=2)
    no = refused(lambda: journeys.correct(home, approval, early, reason=WHY, by=worker))
    assert "(DM-2)" in no
    again = events.HouseholdApproved(happened_on=date(2026, 4, 1), places=2)
    assert "(DM-1)" in refused(lambda: given.approve(home, begun, again, by=worker))


def test_pn_1_who_sat_on_a_panel_was_on_the_list_then_and_stays_so(worker: Actor) -> None:
    home, begun = panelling.ready(worker.agency_ids[0], date(2026, 3, 2), worker)
    members = panelling.members(worker.agency_ids[0], worker)
    told = Told(recommendation="approve", reasons="They are steady.", applicant_came=True)
    panels_by_hand.recommended(home, begun, told, held_on=date(2026, 3, 20), members=members, by=worker)
    last = members[-1]
    no = refused(
        lambda: panel_members.give_notice(
            last, date(2026, 2, 10), version=panelling.member_version(last), by=worker
        )
    )
    assert "sat on 20 March 2026" in no and "(PN-1)" in no
    no = refused(lambda: panelling.rejoin(last, date(2026, 4, 1), worker))
    assert "sat on 20 March 2026" in no and "(PN-1)" in no
    panelling.rejoin(last, date(2026, 2, 1), worker)
    panel_members.give_notice(last, date(2026, 2, 21), version=panelling.member_version(last), by=worker)
