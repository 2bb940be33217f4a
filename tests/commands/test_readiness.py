"""What an approval waits for, and until when a service may refuse at Stage 1."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import checks, closable, journeys, profiles
from crm.commands.checks import Step
from crm.errors import Refused
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.ledger.tables import EventRecord
from crm.people.check_tables import ApprovalOverride, CheckEntry
from tests import given
from tests.checking import APPLIED, DBS, TODAY, Values, applied, lacking, version


def _ready(home: int, worker: Actor) -> None:
    """All is recorded up to panel's recommendation on 20 May."""
    for number, step in enumerate(given.STEPS[3:]):
        given.record(home, 1, step(happened_on=date(2026, 5, 1) + timedelta(days=number)), by=worker)


def test_an_approval_waits_for_each_line_of_each_person_and_says_which(home: int, worker: Actor) -> None:
    _ready(home, worker)
    given.checked(home, 1, date(2026, 4, 1))
    child: Values = {"relation": "child", "born_on": date(2008, 5, 20), "lives_here": True}
    profiles.add_member(home, child, version=version(home), by=worker)
    maker = replace(worker, role=Role.DECISION_MAKER)
    approval = events.HouseholdApproved(happened_on=date(2026, 5, 20), places=2)
    with pytest.raises(
        Refused, match=r"waits for Enhanced disclosure \(DBS\) \(S1-9\): the child \(18\); Not disq"
    ):
        journeys.record(home, 1, approval, by=maker)
    with pytest.raises(Refused, match="Only a manager may approve although something is missing"):
        journeys.record(home, 1, approval, by=maker, override="They are kind")
    slots = [("dbs", "member-1"), ("disqualification", "member-1")]
    checks.record(home, 1, slots, Step("received", date(2026, 5, 19), outcome="in_order"), by=worker)
    journeys.record(home, 1, approval, by=maker)


def test_a_managers_override_has_a_reason_and_stays_on_record(home: int, worker: Actor) -> None:
    _ready(home, worker)
    manager = replace(worker, role=Role.MANAGER)
    approval = events.HouseholdApproved(happened_on=TODAY, places=2)
    with pytest.raises(Refused, match="The approval waits for"):
        journeys.record(home, 1, approval, by=manager, override="  ")
    event_id = journeys.record(home, 1, approval, by=manager, override="All of it is in the paper file")
    kept = db.session.scalars(select(ApprovalOverride).where(ApprovalOverride.event_id == event_id)).one()
    assert (kept.event_id, kept.reason) == (event_id, "All of it is in the paper file")
    assert ["dbs", "carer-1"] in kept.lines
    told = select(AuditEntry.fields).where(AuditEntry.action == "approval.override")
    assert all("dbs" in each for each in db.session.scalars(told))
    db.session.rollback()


def test_supported_lodgings_are_not_fostering_and_have_no_checks_of_it(worker: Actor) -> None:
    made = applied(worker, Route.SUPPORTED_LODGINGS)
    assert lacking(made) == []


def test_s1_d2_stage_1_ends_by_hand_on_the_day_on_which_its_last_information_came_and_on_no_other(
    home: int, worker: Actor
) -> None:
    came = date(2026, 4, 8)
    with pytest.raises(Refused, match=r"On 8 April 2026 Stage 1 still waited for Full name, .* and \d+ more"):
        journeys.record(home, 1, events.StageOneCompleted(happened_on=came), by=worker)
    given.checked(home, 1, date(2026, 4, 1))
    checks.record(home, 1, [DBS], Step("received", came, outcome="in_order"), by=worker)
    early = events.StageOneCompleted(happened_on=date(2026, 4, 7))
    with pytest.raises(Refused, match=r"On 7 April 2026 Stage 1 still waited for Enhanced disclosure \(DBS\)"):
        journeys.record(home, 1, early, by=worker)
    with pytest.raises(Refused, match="Only a manager may end Stage 1 although something is missing"):
        journeys.record(home, 1, early, by=worker, override="It is on paper")
    late = events.StageOneCompleted(happened_on=date(2026, 4, 9))
    with pytest.raises(Refused, match=r"Stage 1 came on 8 April 2026: enter that day"):
        journeys.record(home, 1, late, by=replace(worker, role=Role.MANAGER), override="To have more time")
    ended = journeys.record(home, 1, events.StageOneCompleted(happened_on=came), by=worker)
    for wrong in (early, late):
        with pytest.raises(Refused, match="Stage 1"):
            journeys.correct(home, ended, wrong, reason="mistyped", by=worker)


def test_s1_d2_a_manager_ends_stage_1_without_a_check_for_a_reason_that_stays_on_record(
    home: int, worker: Actor
) -> None:
    ended = given.record(home, 1, events.StageOneCompleted(happened_on=APPLIED), by=worker)
    kept = db.session.scalars(select(ApprovalOverride)).one()
    assert (kept.event_id, kept.reason) == (ended, given.UNCHECKED)
    assert ["dbs", "carer-1"] in kept.lines
    db.session.rollback()
    moved = events.StageOneCompleted(happened_on=date(2026, 3, 3))
    journeys.correct(home, ended, moved, reason="mistyped", by=worker)


def test_s1_d2_stage_1_is_complete_on_the_day_on_which_the_last_information_came(home: int, worker: Actor) -> None:
    with pytest.raises(Refused, match="Stage 1 still waits for"):
        checks.complete_stage_one(home, 1, by=worker)
    given.checked(home, 1, date(2026, 4, 1))
    checks.record(home, 1, [DBS], Step("received", date(2026, 4, 3), outcome="not_in_order"), by=worker)
    checks.complete_stage_one(home, 1, by=worker)
    kind = EventRecord.kind == events.StageOneCompleted.kind
    assert db.session.scalars(select(EventRecord.happened_on).where(kind)).one() == date(2026, 4, 3)
    db.session.rollback()


@pytest.mark.parametrize(
    ("complete_on", "last_day"),
    [
        (date(2026, 4, 1), date(2026, 4, 17)),  # over Good Friday and Easter Monday
        (date(2025, 12, 19), date(2026, 1, 7)),  # over Christmas and the New Year
        (date(2024, 2, 16), date(2024, 3, 1)),  # over 29 February
        (date(2026, 3, 20), date(2026, 4, 7)),  # over the change of the clocks, and Easter
    ],
)
@pytest.mark.parametrize("recorded", [True, False], ids=["recorded", "not recorded"])
def test_s1_d3_a_refusal_at_stage_1_after_the_tenth_working_day_is_refused(
    worker: Actor, complete_on: date, last_day: date, recorded: bool
) -> None:
    begun = complete_on - timedelta(days=30)
    home = given.household(worker.agency_ids[0])
    given.journey(home, begun, by=worker)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        given.record(home, 1, step(happened_on=begun), by=worker)
    if recorded:
        given.record(home, 1, events.StageOneCompleted(happened_on=complete_on), by=worker)
    else:
        given.checked(home, 1, complete_on)
    for stage in ("application", "stage1", None):
        late = closing(last_day + timedelta(days=1), stage)
        with pytest.raises(Refused, match=r"goes to Stage 2 \(S1-D3\)"):
            journeys.record(home, 1, late, by=worker)
    with pytest.raises(Refused, match="did not stand at this stage"):
        journeys.record(home, 1, closing(last_day, "panel"), by=worker)
    journeys.record(home, 1, closing(last_day, "stage1"), by=worker)


@pytest.mark.parametrize("stage", ["stage2", "panel"])
def test_s2_8_the_service_ends_stage_2_by_panel_and_a_proposal_and_not_by_closing(
    home: int, worker: Actor, stage: str
) -> None:
    given.record(home, 1, events.StageOneCompleted(happened_on=APPLIED), by=worker)
    given.record(home, 1, events.AssessmentStarted(happened_on=APPLIED), by=worker)
    if stage == "panel":
        given.record(home, 1, events.ReportCompleted(happened_on=APPLIED), by=worker)
    not_so = replace(closing(APPLIED, stage), reason="competence" if stage == "stage2" else None)
    with pytest.raises(Refused, match=r"brief report goes to panel \(S2-8\)"):
        journeys.record(home, 1, not_so, by=worker)
    journeys.record(home, 1, closing(APPLIED, "stage1"), by=worker)  # beside Stage 2, within its ten days


def test_s1_d2_what_only_the_council_asks_for_stretches_the_ten_days_by_no_day(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    given.journey(home, date(2026, 2, 1), by=worker)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        given.record(home, 1, step(happened_on=date(2026, 2, 1)), by=worker)
    given.checked(home, 1, date(2026, 2, 27))
    standing = select(CheckEntry).where(CheckEntry.code == "ofsted", CheckEntry.taken_back_at.is_(None))
    checks.take_back(home, db.session.scalars(standing).one().id, by=worker)
    with pytest.raises(Refused, match="the last day to refuse at Stage 1 was 13 March 2026"):
        journeys.record(home, 1, closing(date(2026, 3, 14), "stage1"), by=worker)


def test_a_journey_ends_at_a_stage_where_it_stood_for_a_reason_of_that_stage(home: int, worker: Actor) -> None:
    withdrew = replace(closing(TODAY, "enquiry", "applicant"), reason="AW1")
    with pytest.raises(Refused, match="did not stand at this stage") as told:
        journeys.record(home, 1, withdrew, by=worker)
    assert told.value.field == "stage"
    with pytest.raises(Refused, match="is no reason at this stage"):
        journeys.record(home, 1, replace(withdrew, stage="stage1", reason="withdrew_before_panel"), by=worker)
    journeys.record(home, 1, replace(withdrew, stage="stage1"), by=worker)


def closing(on: date, stage: str | None, initiator: str = "service") -> events.JourneyClosed:
    return events.JourneyClosed(happened_on=on, stage=stage, initiator=initiator, reason="unsuitable_dbs")


def test_s1_d5_an_applicant_may_withdraw_at_stage_1_on_any_day_and_who_did_cannot_be_put_right_too_late(
    home: int, worker: Actor
) -> None:
    given.record(home, 1, events.StageOneCompleted(happened_on=APPLIED), by=worker)
    withdrew = replace(closing(TODAY, "stage1", "applicant"), reason="AW1")
    closed = journeys.record(home, 1, withdrew, by=worker)
    with pytest.raises(Refused, match="S1-D3"):
        journeys.correct(home, closed, closing(TODAY, "stage1"), reason="mistyped", by=worker)


def test_s1_d3_a_services_reason_is_not_put_down_to_the_applicant(home: int, worker: Actor) -> None:
    given.record(home, 1, events.StageOneCompleted(happened_on=APPLIED), by=worker)
    said = "'Not suitable: criminal record check' is the service's reason"
    with pytest.raises(Refused, match=said) as told:
        journeys.record(home, 1, closing(TODAY, "stage1", "applicant"), by=worker)
    assert told.value.field == "initiator"
    withdrew = replace(closing(TODAY, "stage1", "applicant"), reason="AW1")
    with pytest.raises(Refused, match="'Fostering was not as expected' is the applicant's reason"):
        journeys.record(home, 1, replace(withdrew, initiator="service"), by=worker)
    closed = journeys.record(home, 1, withdrew, by=worker)
    with pytest.raises(Refused, match=said):
        journeys.correct(home, closed, closing(TODAY, "stage1", "applicant"), reason="mistyped", by=worker)


def test_a_closing_that_was_loaded_with_a_reason_at_odds_can_have_its_day_put_right(worker: Actor) -> None:
    was = closing(APPLIED, "enquiry", "applicant")
    agency_id = worker.agency_ids[0]
    assert closable.at_odds(agency_id, replace(was, happened_on=TODAY), was) is None
    assert closable.at_odds(agency_id, replace(was, initiator=None), was) is None
    assert closable.at_odds(agency_id, was, replace(was, initiator="service")) is not None
    db.session.rollback()
