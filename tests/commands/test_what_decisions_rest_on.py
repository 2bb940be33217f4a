"""A decision keeps what it rests upon: what panel recommended, the reports, and who was placed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import journeys, placements, settings
from crm.commands.placements import Stay
from crm.errors import Refused
from crm.extensions import db
from crm.journey import events
from crm.journey.decision_events import (
    AgreementSigned,
    AnswerReceived,
    ApplicantTold,
    MinutesReceived,
    RefusalProposed,
)
from crm.ledger.tables import EventRecord
from tests import given

TODAY, APPROVED = date(2026, 6, 1), date(2026, 5, 5)
WHY = "mistyped"


@pytest.fixture
def worker(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """A manager of Derby on 1 June 2026."""
    clock_at(TODAY)
    return replace(given.officer(given.agency()), role=Role.MANAGER)


def recorded(home: int, kind: type[events.Event]) -> int:
    rows = select(EventRecord.id).where(EventRecord.household_id == home, EventRecord.kind == kind.kind)
    found = db.session.scalars(rows.order_by(EventRecord.id.desc())).first()
    db.session.rollback()
    assert found is not None
    return found


def _heard_twice(worker: Actor, first: str, last: str) -> tuple[int, int]:
    """A household of which panel recommended one thing on 2 March and another on 9 March 2026."""
    home = given.household(worker.agency_ids[0])
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS[:-1]:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=worker)
    for day, said in ((date(2026, 3, 2), first), (date(2026, 3, 9), last)):
        given.record(home, begun, events.PanelRecommended(happened_on=day, recommendation=said), by=worker)
        given.minuted(home, day, by=worker)
    return home, begun


def test_dm_2_an_approval_keeps_the_recommendation_to_approve_that_it_rests_on(worker: Actor) -> None:
    home, begun = _heard_twice(worker, "not_approve", "approve")
    ready = events.HouseholdApproved(happened_on=APPROVED, places=2)
    approval = given.approve(home, begun, ready, by=replace(worker, user_id=73))
    heard = recorded(home, events.PanelRecommended)
    rests = r"The approval on 5 May 2026 rests on panel's recommendation .*9 March 2026.*DM-2"
    with pytest.raises(Refused, match=rests):
        journeys.strike_out(home, heard, reason="did_not_happen", by=worker)
    for wrong in ("not_approve", "defer"):
        otherwise = events.PanelRecommended(happened_on=date(2026, 3, 9), recommendation=wrong)
        with pytest.raises(Refused, match=r"The approval on 5 May 2026 rests on"):
            journeys.correct(home, heard, otherwise, reason=WHY, by=worker)
    late = events.PanelRecommended(happened_on=date(2026, 4, 13), recommendation="not_approve")
    with pytest.raises(Refused, match=r"The approval on 5 May 2026 rests on"):
        given.record(home, begun, late, by=worker)
    with pytest.raises(Refused, match=r"9 March 2026"):
        early = replace(ready, happened_on=date(2026, 3, 5))
        journeys.correct(home, approval, early, reason=WHY, by=replace(worker, user_id=74))
    assert given.fold(home).approvals[0].begins_on == APPROVED
    journeys.strike_out(home, approval, reason="did_not_happen", by=replace(worker, user_id=73), agreed=True)
    journeys.strike_out(home, heard, reason="did_not_happen", by=worker)


def test_dm_2_an_approval_against_what_panel_said_bears_that_panel_said_yes(worker: Actor) -> None:
    home, begun = _heard_twice(worker, "approve", "not_approve")
    ready = events.HouseholdApproved(happened_on=APPROVED, places=2)
    given.approve(home, begun, ready, by=replace(worker, user_id=73))
    yes = events.PanelRecommended(happened_on=date(2026, 3, 9))
    journeys.correct(home, recorded(home, events.PanelRecommended), yes, reason=WHY, by=worker)


def test_w_1_an_approval_keeps_what_panel_said_though_panel_is_switched_off_for_its_day(
    worker: Actor,
) -> None:
    home, begun = _heard_twice(worker, "defer", "approve")
    decider = replace(worker, user_id=73)
    given.approve(home, begun, events.HouseholdApproved(happened_on=APPROVED, places=2), by=decider)
    settings.change("panel_required", False, valid_from=date(2026, 3, 1), agency_id=worker.agency_ids[0], by=worker)
    heard = recorded(home, events.PanelRecommended)
    no = events.PanelRecommended(happened_on=date(2026, 3, 9), recommendation="not_approve")
    with pytest.raises(Refused, match=r"The approval on 5 May 2026 rests on .*DM-3"):
        journeys.strike_out(home, recorded(home, MinutesReceived), reason="did_not_happen", by=decider)
    with pytest.raises(Refused, match=r"The approval on 5 May 2026 rests on panel's recommendation .*DM-2"):
        journeys.correct(home, heard, no, reason=WHY, by=decider)


def test_dm_2_an_approval_keeps_every_step_that_it_has_whatever_it_lacks(worker: Actor) -> None:
    derby = worker.agency_ids[0]
    settings.change("panel_required", False, valid_from=date(2026, 3, 1), agency_id=derby, by=worker)
    home = given.household(derby)
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS[:-1]:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=worker)
    decider = replace(worker, user_id=73)
    given.approve(home, begun, events.HouseholdApproved(happened_on=APPROVED, places=2), by=decider)
    settings.change("panel_required", True, valid_from=date(2026, 3, 1), agency_id=derby, by=worker)
    report = recorded(home, events.ReportCompleted)
    with pytest.raises(Refused, match=r"The approval on 5 May 2026 rests on the assessment report.*Strike"):
        journeys.strike_out(home, report, reason="did_not_happen", by=decider)
    brief = events.ReportCompleted(happened_on=date(2026, 3, 1), report="brief")
    with pytest.raises(Refused, match=r"The approval on 5 May 2026 rests on the assessment report"):
        journeys.correct(home, report, brief, reason=WHY, by=decider)
    given.record(home, begun, events.ReportCompleted(happened_on=date(2026, 3, 2)), by=worker)
    journeys.strike_out(home, report, reason="recorded_twice", by=decider)
    for kind in (events.ReportCompleted, events.AssessmentStarted, events.StageOneCompleted):
        with pytest.raises(Refused, match="rests on|needs"):
            journeys.strike_out(home, recorded(home, kind), reason="did_not_happen", by=decider)


def test_s2_8_a_brief_report_is_not_put_under_an_approval_afterwards(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 2, by=worker)
    brief = events.ReportCompleted(happened_on=APPROVED - timedelta(days=1), report="brief")
    with pytest.raises(Refused, match=r"recommendation on 4 May 2026 rests on .*S2-8"):
        journeys.record(home, begun, brief, by=worker)


def test_pn_5_a_report_stays_before_the_panel_that_it_went_to(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS[:-2]:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=worker)
    for day, kind in ((2, "brief"), (4, "full")):
        report = events.ReportCompleted(happened_on=date(2026, 3, day), report=kind)
        journeys.record(home, begun, report, by=worker)
    heard = events.PanelRecommended(happened_on=date(2026, 3, 9))
    given.record(home, begun, heard, by=worker)
    full = recorded(home, events.ReportCompleted)
    later = events.ReportCompleted(happened_on=date(2026, 3, 10))
    rests = r"Panel's recommendation on 9 March 2026 rests on .*S2-8"
    with pytest.raises(Refused, match=rests):
        journeys.correct(home, full, later, reason=WHY, by=worker)
    with pytest.raises(Refused, match=rests):
        journeys.strike_out(home, full, reason="did_not_happen", by=worker)


def test_rv_4_a_first_review_keeps_what_panel_recommended_on_it(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, _ = given.approved(home, date(2025, 5, 5), 2, by=worker)
    given.reviewed(home, begun, date(2026, 4, 20), by=worker)
    with pytest.raises(Refused, match=r"review on 20 April 2026 rests on this.*RV-4"):
        journeys.strike_out(home, recorded(home, events.PanelRecommended), reason="did_not_happen", by=worker)


def test_dm_8_a_decision_after_representations_keeps_the_panel_that_heard_them(worker: Actor) -> None:
    home, begun = _heard_twice(worker, "defer", "not_approve")
    manager = replace(worker, user_id=73)
    proposed = RefusalProposed(happened_on=date(2026, 3, 10), answer_by=date(2026, 4, 7))
    journeys.record(home, begun, proposed, by=manager)
    journeys.record(home, begun, AnswerReceived(happened_on=date(2026, 3, 20)), by=worker)
    again = events.PanelRecommended(happened_on=date(2026, 4, 13))
    given.record(home, begun, again, by=worker)
    given.minuted(home, date(2026, 4, 14), by=worker)
    given.approve(home, begun, events.HouseholdApproved(happened_on=APPROVED, places=2), by=manager)
    for kind in (events.PanelRecommended, AnswerReceived, RefusalProposed):
        with pytest.raises(Refused, match="rests on|needs"):  # even where a second person has agreed
            journeys.strike_out(home, recorded(home, kind), reason="did_not_happen", by=manager, agreed=True)


def test_dm_4_a_decision_is_not_moved_past_the_day_on_which_they_were_told_of_it(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, approval = given.approved(home, APPROVED, 2, by=worker)
    journeys.record(home, begun, ApplicantTold(happened_on=APPROVED + timedelta(days=1)), by=worker)
    later = events.HouseholdApproved(happened_on=APPROVED + timedelta(days=3), places=2)
    with pytest.raises(Refused, match=r"on 6 May 2026 rests on this.*DM-4"):
        journeys.correct(home, approval, later, reason=WHY, by=worker)


def test_s2_8_who_was_heard_on_a_brief_report_is_heard_again_on_the_full_one(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS[:-2]:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=worker)

    def reported(day: int, kind: str) -> None:
        report = events.ReportCompleted(happened_on=date(2026, 3, day), report=kind)
        journeys.record(home, begun, report, by=worker)

    def heard(day: int, said: str) -> None:
        recommended = events.PanelRecommended(happened_on=date(2026, 3, day), recommendation=said)
        given.record(home, begun, recommended, by=worker)
        given.minuted(home, date(2026, 3, day), by=worker)

    reported(2, "brief")
    heard(9, "not_approve")
    reported(12, "full")
    ready = events.HouseholdApproved(happened_on=APPROVED, places=2)
    with pytest.raises(Refused, match=r"Panel has seen a brief report only.*12 March 2026.*S2-8"):
        given.approve(home, begun, ready, by=worker)
    heard(23, "approve")
    given.approve(home, begun, ready, by=worker)


def test_dm_7_an_answer_is_given_once_and_one_way(worker: Actor) -> None:
    home, begun = _heard_twice(worker, "defer", "not_approve")
    proposed = RefusalProposed(happened_on=date(2026, 3, 10), answer_by=date(2026, 4, 7))
    journeys.record(home, begun, proposed, by=replace(worker, user_id=73))
    journeys.record(home, begun, AnswerReceived(happened_on=date(2026, 3, 20)), by=worker)
    with pytest.raises(Refused, match=r"\(DM-7\)"):
        journeys.record(home, begun, AnswerReceived(happened_on=date(2026, 3, 21), answer="irm"), by=worker)


def test_dm_6_an_approval_keeps_the_children_who_were_placed_under_it(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, approval = given.approved(home, APPROVED, 2, by=worker, agreed=True)
    placements.place(home, Stay(child="1001", offer=None, from_on=date(2026, 5, 7)), by=worker)
    agreed = recorded(home, AgreementSigned)
    placed = r"A child was placed with them on 7 May 2026.*"
    with pytest.raises(Refused, match=placed + "DM-6"):
        journeys.strike_out(home, agreed, reason="did_not_happen", by=worker)
    with pytest.raises(Refused, match=placed + "DM-6"):
        journeys.correct(home, agreed, AgreementSigned(happened_on=date(2026, 5, 8)), reason=WHY, by=worker)
    died = events.HouseholdDeregistered(happened_on=date(2026, 5, 7), reason="deceased")
    with pytest.raises(Refused, match=placed + "B-4"):
        journeys.record(home, begun, died, by=worker)
    journeys.correct(home, agreed, AgreementSigned(happened_on=date(2026, 5, 7)), reason=WHY, by=worker)
    later = events.HouseholdApproved(happened_on=date(2026, 5, 7), places=3)
    ended = journeys.record(home, begun, replace(died, happened_on=date(2026, 5, 20)), by=worker)
    with pytest.raises(Refused, match=placed + "B-4"):
        journeys.correct(home, ended, replace(died, happened_on=date(2026, 5, 7)), reason=WHY, by=worker)
    journeys.correct(home, approval, later, reason=WHY, by=worker)
