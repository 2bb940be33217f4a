"""What an approval and the end of Stage 1 wait for, and until when a service may say no: asked before either.

A history that is loaded from a tracker is not asked, as for the order of steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm import audit, clock
from crm.actor import Actor, Role
from crm.errors import Refused
from crm.journey import checklist as rules
from crm.journey.checks import Missing, Standing
from crm.journey.events import (
    ApplicationReceived,
    Event,
    HouseholdApproved,
    StageOneCompleted,
)
from crm.journey.household import Journey
from crm.journey.saying import said
from crm.people import checks as kept
from crm.people.check_tables import ApprovalOverride
from crm.register import settings

NAMED = 5  # missing lines that a refusal names; the tab Checks has them all
OVERRIDE = frozenset({Role.MANAGER, Role.SYSTEM})  # who may approve in spite of what is missing
LONGEST = 400  # characters of a reason


def checklist(agency_id: int, household_id: int, journey: Journey, on: date) -> tuple[Standing, ...]:
    """Every line of a journey as it stands, with those of whoever turns 18 in the months after a day (S2-11)."""
    return kept.checklist(household_id, journey, on, kept.entries_of(journey.id), settings.of(agency_id))


def lacking(agency_id: int, household_id: int, journey: Journey, event: Event) -> tuple[Missing, ...]:
    """What an approval, or the end of Stage 1 (S1-D2), still waits for on its day; nothing for any other event."""
    if not isinstance(event, HouseholdApproved | StageOneCompleted):
        return ()
    standings = checklist(agency_id, household_id, journey, event.happened_on)
    asked = rules.missing if isinstance(event, HouseholdApproved) else rules.not_obtained
    return asked(standings, event.happened_on)


def require(
    agency_id: int, household_id: int, journey: Journey, event: Event, override: str | None, by: Actor
) -> tuple[Missing, ...]:
    """What an approval is made, or Stage 1 ended, in spite of; nothing for any other event.

    Refused, with what is missing, unless a manager says why to go without; and where Stage 1 was complete before.
    """
    lacks = lacking(agency_id, household_id, journey, event)
    reason = (override or "").strip()
    if not lacks:
        _complete_before(agency_id, household_id, journey, event)
        return ()
    if not reason:
        raise Refused(f"{_waits(event)} {in_words(lacks)}.", field="happened_on")
    if by.role not in OVERRIDE:
        done = "approve" if isinstance(event, HouseholdApproved) else "end Stage 1"
        raise Refused(f"Only a manager may {done} although something is missing.", field="override")
    if len(reason) > LONGEST:
        raise Refused(f"The reason must be {LONGEST} characters or fewer", field="override")
    return lacks


def require_again(agency_id: int, household_id: int, journey: Journey, was: Event, event: Event) -> None:
    """Refused if an approval, or the end of Stage 1, is put on a day on which it lacks what it did not lack before.

    What it was made in spite of is a manager's decision already.
    """
    if event.happened_on == was.happened_on:
        return
    had, lacks = (lacking(agency_id, household_id, journey, each) for each in (was, event))
    borne = {(each.code, each.who) for each in had}
    if more := [each for each in lacks if (each.code, each.who) not in borne]:
        raise Refused(f"{_waits(event)} {in_words(more)}.", field="happened_on")
    if not lacks:
        _complete_before(agency_id, household_id, journey, event)


def _waits(event: Event) -> str:
    if isinstance(event, HouseholdApproved):
        return "The approval waits for"
    return f"On {said(event.happened_on)} Stage 1 still waited for"


def _complete_before(agency_id: int, household_id: int, journey: Journey, event: Event) -> None:
    """Refused if Stage 1 would end on a later day than its last information came: the ten days run from that."""
    applied = journey.first(ApplicationReceived)
    if not isinstance(event, StageOneCompleted) or applied is None:
        return
    standings = checklist(agency_id, household_id, journey, event.happened_on)
    day = rules.stage_one_obtained_on(standings, applied.event.happened_on, event.happened_on)
    if day is not None and day < event.happened_on:
        raise Refused(
            f"The last of the information of Stage 1 came on {said(day)}: enter that day, because the ten working "
            "days for a refusal run from it (S1-D2).",
            field="happened_on",
        )


def keep(
    agency_id: int,
    household_id: int,
    journey_id: int,
    event_id: int,
    lacks: Sequence[Missing],
    reason: str | None,
    by: Actor,
) -> None:
    """Put on record in spite of what an approval was made, or Stage 1 ended, and why."""
    if not lacks:
        return
    row = ApprovalOverride(
        agency_id=agency_id,
        household_id=household_id,
        journey_id=journey_id,
        event_id=event_id,
        reason=(reason or "").strip(),
        lines=[[each.code, each.who] for each in lacks],
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    kept.keep_override(row)
    codes = sorted({each.code for each in lacks})
    audit.record(by, "approval.override", agency_id=agency_id, household_id=household_id, fields=codes)


def in_words(lacks: Sequence[Missing]) -> str:
    """'Enhanced disclosure (DBS) of Rowan Example-Finch (S1-9); and 3 more'."""
    named = [str(each) for each in lacks[:NAMED]]
    more = len(lacks) - NAMED
    return "; ".join(named) + (f"; and {more} more, which the tab Checks lists" if more > 0 else "")
