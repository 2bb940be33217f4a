"""Who is named for a child (KC-8), and who fosters the child that they will adopt (KC-10): what can be recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from crm.journey.event import Event
from crm.journey.household import Household, Journey
from crm.journey.kinship_events import (
    ADOPTERS,
    REFERRAL,
    AdopterApprovalEnded,
    AdopterApprovedForChild,
    KinReferred,
)
from crm.journey.ranges import Population, Route
from crm.journey.saying import SAID, said, sentence
from crm.journey.temporary import DECIDED, Temporary, why_decided, with_end

ADOPTER = "25A"  # the regulation under which prospective adopters foster a named child


def adopters(journey: Journey) -> Iterator[Temporary]:
    """Every approval of adopters for a named child, the oldest first. It has no limit of time (KC-10)."""
    last: Temporary | None = None
    for row in journey.rows:
        event = row.event
        if isinstance(event, AdopterApprovedForChild):
            if last is not None:
                yield with_end(journey, last)
            last = Temporary(event.named_children, event.happened_on, None, regulation=ADOPTER)
        elif isinstance(event, AdopterApprovalEnded) and last is not None:
            last = replace(last, until=event.ends_on, over=True)
    if last is not None:
        yield with_end(journey, last)


def standing(household: Household, day: date) -> Temporary | None:
    """The one that covers a day on which the household is not approved to foster; None if none does."""
    if household.approval_on(day) is not None:
        return None
    found = (each for journey in household.journeys for each in adopters(journey) if each.holds(day))
    return next(found, None)


def refusal(household: Household, journey: Journey, event: Event) -> str | None:
    """Why such an event cannot be recorded, in words; None if it can, or it is none."""
    if isinstance(event, REFERRAL):
        return _referral(household, journey, event)
    return _adopter(household, journey, event) if isinstance(event, ADOPTERS) else None


def why_not_widened(journey: Journey | None, event: Event, was: Event | None = None) -> str | None:
    """Why a referral cannot name a child beyond those whom the decision on its journey names, in words (KC-8).

    None: it can, for it was not decided; or no more such children than before are named, where a correction puts
    right what `was` said. Of one that was recorded late a decision that names nobody says nothing.
    """
    rows = journey.rows if journey else ()
    decided = next((row.event for row in rows if isinstance(row.event, DECIDED)), None)
    if decided is None or not isinstance(event, KinReferred):
        return None
    named = _children(decided)
    before, now = (_children(each) - named for each in (was, event))
    if len(now) <= len(before) or (was is None and not named):
        return None
    return (
        f"This journey was decided on {said(decided.happened_on)}, and one more child on its referral would lead "
        f"nowhere: for another child begin another kinship journey (KC-2, KC-8)."
    )


def _children(event: Event | None) -> set[str]:
    return {each.upper() for each in getattr(event, "named_children", None) or ()}


def _referral(household: Household, journey: Journey, event: Event) -> str | None:
    what, day = sentence(SAID[event.kind]), event.happened_on
    if journey.route is not Route.KINSHIP:
        return f"{what} is of relatives and friends of a child: on a kinship journey (KC-8)."
    approval = household.approval_on(day)
    if approval is not None and approval.population is not Population.MAINSTREAM:  # who may become kin again (B-7)
        return f"This household is approved on {said(day)}: {SAID[event.kind]} comes before that (KC-8)."
    if no := why_decided(journey, event, "lead nowhere"):
        return no
    if isinstance(event, KinReferred) and not event.named_children:
        return "A referral names the children, by their references (KC-2)."
    return why_not_widened(journey, event)


def _adopter(household: Household, journey: Journey, event: Event) -> str | None:
    day = event.happened_on
    found = next((each for each in adopters(journey) if each.holds(day)), None)
    approval = household.approval_on(day)
    if approval is not None and approval.population is Population.SUPPORTED_LODGINGS:
        return (
            f"This household is approved for supported lodgings on {said(day)}, which is no fostering (OA-2): who "
            "will adopt a child and fosters them until then is no host meanwhile (KC-10)."
        )
    if approval is not None:
        return f"This household is approved to foster on {said(day)}: that is all that it needs (KC-10)."
    if isinstance(event, AdopterApprovalEnded):
        if found is None:
            return "There is no approval of adopters for a named child on that day (KC-10)."
        if found.over:
            return "Its end is on record already: correct it instead (KC-10)."
        return "It cannot end before that day." if event.ends_on < day else None
    assert isinstance(event, AdopterApprovedForChild)  # noqa: S101 - the only other of its kinds
    if journey.route is not Route.MAINSTREAM:
        return "Who will adopt a child and fosters them until then is on a mainstream journey (KC-10)."
    if no := why_decided(journey, event):
        return no
    found = found or next((each for each in adopters(journey) if each.since > day), None)
    if found is not None:
        return f"One stands since {said(found.since)}: it is for one named child at a time (KC-10)."
    return None if event.named_children else "It is for a named child: enter the child’s reference (KC-10)."
