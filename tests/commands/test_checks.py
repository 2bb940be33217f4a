"""The checks of an application: whose they are, how they stand, and what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import checks, documents, journeys, people, profiles
from crm.commands.checks import Step
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.ledger.tables import EventRecord
from crm.people.check_tables import ApprovalOverride
from crm.people.tables import Household
from crm.reads.checks import missing
from tests import given
from tests.sample_documents import PDF

APPLIED, TODAY = date(2026, 3, 2), date(2026, 6, 1)
DBS = ("dbs", "carer-1")
Values = dict[str, str | int | date | bool | None]


@pytest.fixture
def worker(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """A social worker of Derby on 1 June 2026."""
    clock_at(TODAY)
    return replace(given.officer(given.agency()), role=Role.SOCIAL_WORKER)


@pytest.fixture
def home(worker: Actor) -> int:
    """A household that has applied on 2 March; its journey is the first."""
    return applied(worker)


def applied(by: Actor, route: Route = Route.MAINSTREAM) -> int:
    made = given.household(by.agency_ids[0])
    begun = given.journey(made, APPLIED, by=by, route=route)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        journeys.record(made, begun, step(happened_on=APPLIED), by=by)
    return made


def lacking(home: int, on: date = TODAY) -> list[str]:
    found = [str(each) for each in missing(home, 1, on)]
    db.session.rollback()
    return found


def version(home: int) -> int:
    found = db.session.get_one(Household, home).version
    db.session.rollback()
    return found


def test_a_check_is_asked_for_chased_received_and_judged(home: int, worker: Actor) -> None:
    note = partial(checks.record, home, 1, [DBS], by=worker)
    named = "Enhanced disclosure (DBS) (S1-9): Rowan Example-Finch"
    for act, on in (("requested", 3), ("chased", 10), ("received", 20)):
        note(Step(act, date(2026, 3, on)))  # type: ignore[arg-type] # one of the acts
        assert named in lacking(home), act
    note(Step("judged", date(2026, 3, 21), outcome="to_weigh"))
    assert named in lacking(home)
    note(Step("judged", date(2026, 3, 25), outcome="weighed", note="Weighed with the manager"))
    assert named not in lacking(home)
    assert named in lacking(home, date(2029, 3, 21)), "it holds for three years (S2-11)"
    assert named not in lacking(home, date(2029, 3, 20))


def test_s1_9_somebody_who_turns_18_is_checked_from_the_birthday_on_and_not_a_day_before(
    home: int, worker: Actor
) -> None:
    for born_on in (date(2008, 7, 1), date(2008, 12, 1)):
        child: Values = {"relation": "child", "born_on": born_on, "lives_here": True}
        profiles.add_member(home, child, version=version(home), by=worker)
    dbs = "Enhanced disclosure (DBS) (S1-9): the child (17)"
    assert dbs not in lacking(home, date(2026, 6, 30))
    assert "Enhanced disclosure (DBS) (S1-9): the child (18)" in lacking(home, date(2026, 7, 1))
    checks.record(home, 1, [("dbs", "member-1")], Step("requested", TODAY), by=worker)
    with pytest.raises(NotFound):  # in more than three months: nobody asks for it yet
        checks.record(home, 1, [("dbs", "member-2")], Step("requested", TODAY), by=worker)


def test_a_grown_up_of_unknown_age_is_checked_and_a_child_of_unknown_age_is_not(home: int, worker: Actor) -> None:
    for relation in ("lodger", "child"):
        member: Values = {"relation": relation, "lives_here": True}
        profiles.add_member(home, member, version=version(home), by=worker)
    names = [each for each in lacking(home) if "(S1-9)" in each]
    assert names == [
        "Enhanced disclosure (DBS) (S1-9): Rowan Example-Finch",
        "Enhanced disclosure (DBS) (S1-9): the lodger (date of birth not known)",
    ]


def test_s1_12_the_reference_of_another_service_takes_the_place_of_the_referees_interviews(
    home: int, worker: Actor
) -> None:
    assert sum("(S1-12)" in each for each in lacking(home)) == 2
    reference = [("service_reference", "household")]
    checks.record(home, 1, reference, Step("received", TODAY, outcome="in_order"), by=worker)
    assert not [each for each in lacking(home) if "(S1-12)" in each]
    checks.record(home, 1, reference, Step("not_needed", TODAY), by=worker)
    assert sum("(S1-12)" in each for each in lacking(home)) == 2


@pytest.mark.parametrize(
    ("slot", "step", "says"),
    [
        (DBS, Step("waived", TODAY, reason="In a hurry"), "asked for by law (S1-9): nobody may waive it"),
        (DBS, Step("not_needed", TODAY), "is needed of every household"),
        (DBS, Step("chased", TODAY), "was not asked for by 1 June 2026"),
        (DBS, Step("judged", TODAY, outcome="in_order"), "had not been received by 1 June 2026"),
        (DBS, Step("received", TODAY + timedelta(days=1)), "2 June 2026 is in the future"),
        (DBS, Step("received", TODAY, expires_on=TODAY), "cannot have expired on 1 June 2026"),
        (DBS, Step("received", TODAY, outcome="splendid"), "Choose from the list"),
        (DBS, Step("received", TODAY, document_id=99), "Choose a document of this household"),
        (("home_safety", "household"), Step("waived", TODAY, reason=" "), "Say why it is waived"),
        (("identity", "carer-1"), Step("received", TODAY, outcome="in_order"), "needs no result"),
        (("report", "household"), Step("received", TODAY), "met by what is recorded on the journey"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    home: int, worker: Actor, slot: checks.Slot, step: Step, says: str
) -> None:
    before = lacking(home)
    with pytest.raises(Refused, match=says.replace("(", r"\(").replace(")", r"\)")):
        checks.record(home, 1, [slot], step, by=worker)
    assert lacking(home) == before


def test_what_came_before_it_was_asked_for_is_refused_and_a_second_opinion_is_not_overwritten(
    home: int, worker: Actor
) -> None:
    (first,) = checks.record(home, 1, [DBS], Step("requested", date(2026, 4, 1)), by=worker)
    with pytest.raises(Refused, match="asked for on 1 April 2026, and cannot have come on 31 March 2026"):
        checks.record(home, 1, [DBS], Step("received", date(2026, 3, 31)), by=worker)
    checks.record(home, 1, [DBS], Step("received", date(2026, 4, 9)), by=worker, version=first)
    with pytest.raises(Stale):
        checks.record(home, 1, [DBS], Step("chased", date(2026, 4, 10)), by=worker, version=first)


def test_an_officer_notes_that_something_came_and_not_what_it_says(home: int, worker: Actor) -> None:
    officer = replace(worker, role=Role.OFFICER)
    checks.record(home, 1, [DBS], Step("received", TODAY), by=officer)
    for step in (Step("judged", TODAY, outcome="in_order"), Step("received", TODAY, outcome="in_order")):
        with pytest.raises(Refused, match="A social worker or a manager"):
            checks.record(home, 1, [DBS], step, by=officer)


def test_a_step_noted_in_error_is_taken_back_the_latest_first(home: int, worker: Actor) -> None:
    (asked,) = checks.record(home, 1, [DBS], Step("requested", TODAY), by=worker)
    (came,) = checks.record(home, 1, [DBS], Step("received", TODAY, outcome="in_order"), by=worker)
    with pytest.raises(Refused, match="take that back first"):
        checks.take_back(home, asked, by=worker)
    checks.take_back(home, came, by=worker)
    assert "Enhanced disclosure (DBS) (S1-9): Rowan Example-Finch" in lacking(home)
    with pytest.raises(Refused, match="taken back already"):
        checks.take_back(home, came, by=worker)


def test_a_document_of_the_household_is_the_evidence(home: int, worker: Actor) -> None:
    kept = documents.add(home, name="Reference", kind="pdf", content=PDF, by=worker)
    checks.record(home, 1, [("pets", "household")], Step("received", TODAY, document_id=kept), by=worker)
    other = given.household(worker.agency_ids[0])
    foreign = documents.add(other, name="Another", kind="pdf", content=PDF, by=worker)
    with pytest.raises(Refused, match="Choose a document of this household"):
        checks.record(home, 1, [("pets", "household")], Step("received", TODAY, document_id=foreign), by=worker)


def test_checks_of_another_council_are_not_there(home: int, worker: Actor) -> None:
    stranger = replace(worker, agency_ids=(given.agency("nottingham"),))
    with pytest.raises(NotFound):
        checks.record(home, 1, [DBS], Step("requested", TODAY), by=stranger)


def test_before_the_application_there_is_nothing_to_check(worker: Actor) -> None:
    made = given.household(worker.agency_ids[0])
    given.journey(made, APPLIED, by=worker)
    with pytest.raises(Refused, match="Checks begin with the application"):
        checks.record(made, 1, [DBS], Step("requested", TODAY), by=worker)


def test_a_second_applicant_who_comes_later_is_checked_too(home: int, worker: Actor) -> None:
    given.checked(home, 1, date(2026, 4, 1))
    assert lacking(home) == ["Full written report with proposed terms (S2-7)"]
    people.add_carer(home, name="Sam Example-Finch", email=None, phone=None, version=version(home), by=worker)
    assert "Enhanced disclosure (DBS) (S1-9): Sam Example-Finch" in lacking(home)


def _ready(home: int, worker: Actor) -> None:
    """All is recorded up to panel's recommendation on 20 May."""
    for number, step in enumerate(given.STEPS[3:]):
        journeys.record(home, 1, step(happened_on=date(2026, 5, 1) + timedelta(days=number)), by=worker)


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
    kept = db.session.scalars(select(ApprovalOverride)).one()
    assert (kept.event_id, kept.reason) == (event_id, "All of it is in the paper file")
    assert ["dbs", "carer-1"] in kept.lines
    told = select(AuditEntry.fields).where(AuditEntry.action == "approval.override")
    assert "dbs" in db.session.scalars(told).one()
    db.session.rollback()


def test_supported_lodgings_are_not_fostering_and_have_no_checks_of_it(worker: Actor) -> None:
    made = applied(worker, Route.SUPPORTED_LODGINGS)
    assert lacking(made) == []


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
        journeys.record(home, 1, step(happened_on=begun), by=worker)
    if recorded:
        journeys.record(home, 1, events.StageOneCompleted(happened_on=complete_on), by=worker)
    else:
        given.checked(home, 1, complete_on)
    for stage in ("application", "stage1", None):
        late = closing(last_day + timedelta(days=1), stage)
        with pytest.raises(Refused, match=r"goes to Stage 2 \(S1-D3\)"):
            journeys.record(home, 1, late, by=worker)
    journeys.record(home, 1, closing(last_day, "stage1"), by=worker)


def closing(on: date, stage: str | None, initiator: str = "service") -> events.JourneyClosed:
    return events.JourneyClosed(happened_on=on, stage=stage, initiator=initiator, reason="unsuitable_dbs")


def test_s1_d5_an_applicant_may_withdraw_at_stage_1_on_any_day_and_who_did_cannot_be_put_right_too_late(
    home: int, worker: Actor
) -> None:
    journeys.record(home, 1, events.StageOneCompleted(happened_on=APPLIED), by=worker)
    closed = journeys.record(home, 1, closing(TODAY, "stage1", "applicant"), by=worker)
    with pytest.raises(Refused, match="S1-D3"):
        journeys.correct(home, closed, closing(TODAY, "stage1"), reason="mistyped", by=worker)
