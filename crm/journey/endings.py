"""How approvals end: what an ending is called, and what it needs before it (rules 1.6, 2.2 and 6.4)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from crm.journey import decisions, reviews
from crm.journey.care_events import GuardianshipNoticed, StandardsEvidenced, UnannouncedVisitMade
from crm.journey.ending_events import (
    CarerLeft,
    ExitInterviewClosed,
    ExitInterviewOffered,
    TerminationAnswered,
    TerminationDropped,
    TerminationProposed,
)
from crm.journey.event import Event
from crm.journey.events import HouseholdDeregistered, NoticeReceived, ReviewCompleted
from crm.journey.history import Row
from crm.journey.household import Approval, Household, Journey
from crm.journey.ranges import Route
from crm.journey.rule_ids import rule
from crm.journey.rules import Rules
from crm.journey.saying import SAID, said, sentence

WHILE_APPROVED = (
    CarerLeft,
    TerminationProposed,
    TerminationAnswered,
    TerminationDropped,
    UnannouncedVisitMade,
    StandardsEvidenced,
    GuardianshipNoticed,
)
INTERVIEW = (ExitInterviewOffered, ExitInterviewClosed)


class Ending(StrEnum):
    """What kind of ending it is (rules section 2.2, type of de-registration)."""

    RESIGNED = "resigned"
    TERMINATED = "terminated"
    DECEASED = "deceased"
    TRANSFERRED = "transferred"
    PERMANENCE = "permanence"  # the child has a home for good, and no carer was lost (rules section 6.4)
    KINSHIP = "kinship_ended"
    ADJUSTED = "adjusted"  # the books were wrong, and nobody left
    OTHER = "other"


def kind_of(approval: Approval, rules: Rules) -> Ending | None:
    """What kind of ending an approval came to; None while it stands, or where another took its place (B-7)."""
    event = approval.ended.event if approval.ended else None
    if not isinstance(event, NoticeReceived | HouseholdDeregistered):
        return None
    if approval.adjusted:
        return Ending.ADJUSTED
    if event.reason in rules.dying:
        return Ending.DECEASED
    if approval.transferred:
        return Ending.TRANSFERRED
    if approval.route == Route.KINSHIP and event.reason in rules.permanent:
        return Ending.PERMANENCE
    if event.reason in rules.terminating or event.initiator == "service":
        return Ending.TERMINATED
    if approval.route == Route.KINSHIP:
        return Ending.KINSHIP
    return Ending.RESIGNED if isinstance(event, NoticeReceived) or event.initiator == "carer" else Ending.OTHER


def proposal(journey: Journey, on: date | None = None) -> Row | None:
    """The proposal to end the approval that waits for its decision on a day, or as of now; None if none does."""
    open_one: Row | None = None
    for row in journey.rows:
        if on is not None and row.event.happened_on > on:
            break
        if isinstance(row.event, TerminationProposed):
            open_one = row
        elif isinstance(row.event, TerminationDropped | HouseholdDeregistered):
            open_one = None
    return open_one


def answer(journey: Journey, proposed: Row) -> Row | None:
    """The carer's answer to a proposal."""
    answers = journey.all(TerminationAnswered)
    return next((row for row in answers if row.order > proposed.order), None)


def refusal(household: Household, journey: Journey, event: Event, rules: Rules) -> str | None:
    """Why an event around an ending cannot be recorded, in words; None if it can, or it is no such event."""
    if isinstance(event, WHILE_APPROVED):
        return _approved(household, journey, event) or _of_proposal(journey, event)
    if isinstance(event, ReviewCompleted):
        return reviews.refusal(journey, event, rules)
    if isinstance(event, INTERVIEW):
        return _interview(household, journey, event)
    if isinstance(event, NoticeReceived):
        return _error(event, rules)
    return _end(journey, event, rules) if isinstance(event, HouseholdDeregistered) else None


def _error(event: NoticeReceived, rules: Rules) -> str | None:
    """Why no reason alone takes a resignation out of the leavers: that it was an error takes two people (RV-8)."""
    if event.reason not in rules.adjusting:
        return None
    return (
        "A notice of resignation is no error by its reason alone (RV-8). If it was recorded in error, say so on "
        "the household's page 'Ending': a second person has to agree. Otherwise choose why they leave."
    )


def _end(journey: Journey, event: HouseholdDeregistered, rules: Rules) -> str | None:
    """An approval ends with notice (RV-8) or the service's proposal (RV-6), unless something else ends it at once.

    Hosts of supported lodgings are not foster carers: those rules hold for them only where the service gives such a
    reason (OA-2).
    """
    if _by_service(event, rules):
        hosts = journey.route == Route.SUPPORTED_LODGINGS and event.reason not in rules.terminating
        return None if hosts else _termination(journey, event)
    elsewhere = event.destination not in (None, *rules.staying)
    if event.reason in rules.dying:
        return "Who has died goes to no other service: leave empty where they go." if elsewhere else None
    notice = journey.first(NoticeReceived)
    if notice is not None and isinstance(notice.event, NoticeReceived):
        end = said(notice.event.ends_on)
        return f"Notice ends the approval on {end} (RV-8): before that only a death does, or the service (RV-6)."
    if _at_once(journey, event, rules):
        return None
    if proposal(journey, event.happened_on) is not None:
        return _termination(journey, event)
    return (
        "An approval ends 28 days after written notice: record the notice (RV-8). Where the service ends it, it "
        "needs the proposal to end it first (RV-6)."
    )


def _by_service(event: HouseholdDeregistered, rules: Rules) -> bool:
    """Whether the service ends the approval: by its reason, or because it started it (see `kind_of`)."""
    started = event.initiator == "service" and event.reason not in rules.adjusting | rules.dying
    return started or event.reason in rules.terminating


def _at_once(journey: Journey, event: HouseholdDeregistered, rules: Rules) -> bool:
    """Whether the approval ends without notice: in error, or as a kinship arrangement or a host's does.

    Who goes to another service gives notice like anybody who leaves (RV-8, OA-5).
    """
    permanent = journey.route == Route.KINSHIP and event.reason in rules.permanent
    return event.reason in rules.adjusting or permanent or journey.route == Route.SUPPORTED_LODGINGS


def _approved(household: Household, journey: Journey, event: Event) -> str | None:
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
    if approval is None or event.happened_on < approval.begins_on:
        return f"{sentence(SAID[event.kind])} needs an approval on this journey first{rule(event.kind)}."
    if approval.ends_on is not None and event.happened_on >= approval.ends_on:
        return f"The approval ended on {said(approval.ends_on)}."
    return None


def _of_proposal(journey: Journey, event: Event) -> str | None:
    waiting = proposal(journey, event.happened_on)
    if isinstance(event, TerminationProposed):
        return "A proposal to end the approval waits for its decision already (RV-6)." if waiting else None
    if not isinstance(event, TerminationAnswered | TerminationDropped):
        return None
    if waiting is None:
        return f"{sentence(SAID[event.kind])} needs the proposal to end the approval first (RV-6)."
    if isinstance(event, TerminationAnswered):
        last = waiting.event
        if answer(journey, waiting) is not None:
            return "The proposal was answered already: with representations or to the IRM, never both (RV-6)."
        if isinstance(last, TerminationProposed) and event.happened_on > last.answer_by:
            return f"The last day to answer the proposal was {said(last.answer_by)} (RV-6)."
    return None


def _interview(household: Household, journey: Journey, event: Event) -> str | None:
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
    if approval is None or approval.ended is None or approval.reclassified:
        return "An exit interview is for those who leave: record the notice or the de-registration first."
    offered = journey.first(ExitInterviewOffered)
    if isinstance(event, ExitInterviewClosed) and offered is None:
        return "Record first that the exit interview was offered."
    if offered and isinstance(event, ExitInterviewClosed) and event.happened_on < offered.event.happened_on:
        return f"The exit interview was offered on {said(offered.event.happened_on)}: this would come before it."
    return None


def _termination(journey: Journey, event: HouseholdDeregistered) -> str | None:
    """The service ends an approval after its proposal, and the 28 days in which the carer may answer (RV-6)."""
    waiting = proposal(journey, event.happened_on)
    if waiting is None or not isinstance(waiting.event, TerminationProposed):
        return (
            "The service ends the approval here: it needs the proposal to end it first, and 28 days in "
            "which the carer may answer (RV-6)."
        )
    given = answer(journey, waiting)
    if given is not None:
        return decisions.unheard(journey, given, event)
    if event.happened_on <= waiting.event.answer_by:
        last = said(waiting.event.answer_by)
        return f"The carer may answer the proposal until {last}: the approval can end after that day only (RV-6)."
    return None
