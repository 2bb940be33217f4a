"""When a journey may be closed, by whom, at which stage and for which reason: asked before it is.

A history that is loaded from a tracker is not asked, as for the order of steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from crm.commands.readiness import checklist
from crm.journey import checklist as rules
from crm.journey import closing
from crm.journey.availability import Siblings, said_to_be
from crm.journey.deadlines import due
from crm.journey.decisions import SERVICE
from crm.journey.events import ApplicationReceived, AssessmentStarted, Event, JourneyClosed, StageOneCompleted
from crm.journey.household import Household, Journey
from crm.journey.kinship import ADOPTER, adopters
from crm.journey.placing import beyond_ages
from crm.journey.ranges import Population, Route
from crm.journey.routes import Plan
from crm.journey.saying import said
from crm.journey.temporary import temporaries
from crm.journey.working_days import BeyondCalendar
from crm.people import placements
from crm.people.placement_tables import Placement
from crm.register import deadlines, holidays, settings

NOT_BY_CLOSING = (
    "The service does not end an application in Stage 2 by closing it: a brief report goes to panel (S2-8), then "
    "the proposal not to approve is recorded, which the applicant has 28 days to answer (DM-7). If the applicant "
    "withdraws, say that they ended it."
)


def refusals(
    agency_id: int,
    household_id: int,
    household: Household,
    journey: Journey,
    event: JourneyClosed,
    plan: Plan,
    was: Event | None = None,
) -> Iterator[tuple[str, str | None]]:
    """Why a journey cannot be closed so, each with the field that it is about; `was`: what is corrected."""
    if no := at_odds(agency_id, event, was):
        yield no, "initiator"
    if no := out_of_place(agency_id, journey, event, plan, was):
        yield no, "stage"
    if no := still_placed(household_id, household, journey, event):
        yield no, None
    if no := too_late(agency_id, household_id, journey, event, plan):
        yield no, "happened_on"


def _entry(agency_id: int, event: JourneyClosed) -> dict[str, Any] | None:
    """What the agency's list says of the reason of a closing; None if it has no such reason."""
    listed: list[dict[str, Any]] = settings.value("closed_reasons", agency_id, event.happened_on)
    return next((each for each in listed if each["code"] == event.reason), None)


def at_odds(agency_id: int, event: JourneyClosed, was: Event | None = None) -> str | None:
    """Why a reason for closing is not of whoever is said to have ended it, in words; None where they agree.

    A service's reason cannot be put down to the applicant, whom no clock of the service binds (S1-D3, S1-D5). What
    a correction leaves as it `was` is borne, and so is a reason that the agency's list does not have.
    """
    told = event.initiator, event.reason
    if isinstance(was, JourneyClosed) and (was.initiator, was.reason) == told:
        return None
    reason = _entry(agency_id, event)
    if reason is None or event.initiator in (None, reason["by"]):
        return None
    whose = "the service's" if reason["by"] == SERVICE else "the applicant's"
    return (
        f"'{reason['label']}' is {whose} reason to end it: choose who ended it to agree with it, or another reason."
    )


def out_of_place(
    agency_id: int, journey: Journey, event: JourneyClosed, plan: Plan, was: Event | None = None
) -> str | None:
    """Why a closing is not at the stage that it names, in words; None if it can be, or it names none.

    From the application on a journey ends at that stage or a later one, up to the one under way, which its end
    enters: Stage 1 and Stage 2 may run side by side. What a correction leaves as it `was` is borne.
    """
    names = [each.name for each in plan.stages]
    told = event.stage, event.reason
    if event.stage not in names or (isinstance(was, JourneyClosed) and (was.stage, was.reason) == told):
        return None
    kinds = {row.event.kind for row in journey.rows if row.event.happened_on <= event.happened_on}
    if event.stage not in closing.span(plan, kinds):
        return "It did not stand at this stage on that day: choose the stage at which it ended."
    reason = _entry(agency_id, event)
    if reason is not None and event.stage not in reason["stages"]:
        label = reason["label"]
        return f"'{label}' is no reason at this stage: choose the stage at which it ended, or another reason."
    return None


def still_placed(household_id: int, household: Household, journey: Journey, event: JourneyClosed) -> str | None:
    """Why a journey of relatives or adopters cannot be closed: who lives there came by its approval for a time.

    None: nobody does, or another journey's approval covers them on that day. Otherwise with the closing nothing
    would cover the child while they are still there (KC-6, KC-10).
    """
    given = (*temporaries(journey), *adopters(journey))
    named = {child.upper() for each in given for child in each.children}
    there = placements.there(household_id, event.happened_on) if named else []
    day = event.happened_on
    still = sorted(
        {
            each.child
            for each in there
            if each.child.upper() in named and not _covered(household, journey, each, there, day)
        }
    )
    if not still:
        return None
    who = " and ".join(still)
    rule = "KC-10" if all(each.regulation == ADOPTER for each in given) else "KC-6"
    lives = "lives" if len(still) == 1 else "live"
    return f"{who} {lives} there on {said(day)}: record first when the placement ended ({rule})."


def _covered(
    household: Household, journey: Journey, stay: Placement, there: Sequence[Placement], day: date
) -> bool:
    """Whether a child is covered on a day by an approval on another journey, in full or for a time.

    One in full is to foster (OA-2), and takes this child beside all who live there.
    """
    approval, child = household.approval_on(day), stay.child.upper()
    if approval is not None and approval.population is not Population.SUPPORTED_LODGINGS:
        terms = approval.terms_on(day)
        named = {each.upper() for each in terms.named_children}
        if named or beyond_ages(terms, stay.born, day):
            return child in named
        siblings = said_to_be([each.siblings for each in there]) is not Siblings.NOT
        return len(there) <= (terms.most if siblings else terms.places)
    others = [each for each in household.journeys if each.id != journey.id]
    given = (each for other in others for each in (*temporaries(other), *adopters(other)))
    return any(each.holds(day) and each.names([child]) for each in given)


def too_late(agency_id: int, household_id: int, journey: Journey, event: Event, plan: Plan) -> str | None:
    """Why a service cannot say no by closing any more, in words; None if it can, or the event is something else.

    No later than 10 working days after all the information of Stage 1 that the law asks for was obtained (S1-D2);
    then it goes to Stage 2 (S1-D3), which the service ends by panel and a proposal only (S2-8, DM-7).
    """
    applied = journey.first(ApplicationReceived)
    if not isinstance(event, JourneyClosed) or event.initiator != SERVICE or applied is None:
        return None
    if _later(event.stage, plan):
        return NOT_BY_CLOSING if _of_the_applicant(agency_id, journey, event) else None
    began = _obtained_on(agency_id, household_id, journey, applied.event.happened_on, event.happened_on)
    last = last_day(began) if began else None
    if began is None or last is None or max(event.happened_on, event.told_on or date.min) <= last:
        return None
    return (
        f"The information of Stage 1 was complete on {said(began)}, and the last day to refuse at Stage 1 was "
        f"{said(last)}: the application goes to Stage 2 (S1-D3). It can end there by a brief report to panel "
        "(S2-8), or when the applicant withdraws."
    )


def refuses_stage_one(agency_id: int, journey: Journey, event: Event) -> bool:
    """Whether an event is a closing by which the service refuses an applicant at Stage 1 (S1-D1)."""
    if not isinstance(event, JourneyClosed) or event.initiator != SERVICE:
        return False
    plan = settings.rulebook(agency_id).plan(journey.route, event.happened_on)
    applied = any(row.event.happened_on <= event.happened_on for row in journey.all(ApplicationReceived))
    return applied and not _later(event.stage, plan) and _of_the_applicant(agency_id, journey, event)


def _obtained_on(agency_id: int, household_id: int, journey: Journey, applied_on: date, on: date) -> date | None:
    """From when the ten days run. What only the council asks for stretches them by no day."""
    completed = journey.first(StageOneCompleted)
    standings = checklist(agency_id, household_id, journey, on)
    by_law = rules.stage_one_obtained_on(standings, applied_on, on, by_law=True)
    return min((day for day in (by_law, completed and completed.event.happened_on) if day), default=None)


def _of_the_applicant(agency_id: int, journey: Journey, event: JourneyClosed) -> bool:
    """Whether a closing judges who applied to foster. A reason that only some routes know is about the child or the
    move; hosts of supported lodgings do not foster (OA-2)."""
    reason = _entry(agency_id, event)
    return journey.route != Route.SUPPORTED_LODGINGS and not (reason and reason.get("routes"))


def last_day(completed_on: date) -> date | None:
    """The last day for a notice at Stage 1 (S1-D2); None where the calendar does not reach."""
    try:
        return due(deadlines.rules()["S1-D2"], completed_on, holidays.statutory_calendar())[0].on
    except BeyondCalendar:
        return None


def _later(stage: str | None, plan: Plan) -> bool:
    """Whether a stage of the plan comes after Stage 1."""
    names = [each.name for each in plan.stages]
    kinds = [each.entered_by for each in plan.stages]
    if stage not in names or AssessmentStarted.kind not in kinds:
        return False
    return names.index(stage) >= kinds.index(AssessmentStarted.kind)
