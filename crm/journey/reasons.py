"""Which decisions are made with reasons in words, and which rule asks for them: DM-2, DM-7, S1-D1 and RV-6.

The words are about people, and so no part of an event: they are kept beside it.
"""

from __future__ import annotations

from crm.journey.decision_events import IrmRecommended, RefusalProposed
from crm.journey.decisions import APPROVE, NOT_APPROVE
from crm.journey.ending_events import TerminationProposed
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    Event,
    HouseholdApproved,
    JourneyClosed,
    PanelRecommended,
)
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Route

OTHERWISE = {HouseholdApproved: NOT_APPROVE, ApprovalRefused: APPROVE}  # what would have been decided otherwise
RECOMMENDED = (PanelRecommended, IrmRecommended)


def may_be_given(journey: Journey, kind: str) -> bool:
    """Whether an event of a kind on this journey may come with reasons."""
    if kind == HouseholdApproved.kind:
        return any(_of(row) == NOT_APPROVE for row in _recommended(journey))
    if kind == JourneyClosed.kind:  # hosts of supported lodgings do not foster (OA-2)
        return journey.route != Route.SUPPORTED_LODGINGS and journey.first(ApplicationReceived) is not None
    return kind in (RefusalProposed.kind, ApprovalRefused.kind, TerminationProposed.kind)


def asked_by(journey: Journey, event: Event, *, stage_one: bool) -> str | None:
    """The rule that asks an event for reasons; None: they may be left out.

    `stage_one`: whether the event is a closing by which the service refuses at Stage 1.
    """
    if isinstance(event, RefusalProposed):
        return "DM-7"
    if isinstance(event, TerminationProposed):
        return "RV-6"
    if isinstance(event, JourneyClosed):
        return "S1-D1" if stage_one else None
    otherwise = OTHERWISE.get(type(event))
    return "DM-2" if otherwise and otherwise == _heard(journey, event) else None


def _heard(journey: Journey, event: Event) -> str | None:
    """What panel, or the IRM, recommended last by an event's day.

    What was decided on a proposal has the proposal's reasons, but for what was recommended after it (DM-8).
    """
    proposed = journey.first(RefusalProposed) if isinstance(event, ApprovalRefused) else None
    rows = [
        row
        for row in _recommended(journey)
        if row.event.happened_on <= event.happened_on and (proposed is None or row.order > proposed.order)
    ]
    return _of(rows[-1]) if rows else None


def _recommended(journey: Journey) -> list[Row]:
    return [row for row in journey.rows if isinstance(row.event, RECOMMENDED)]


def _of(row: Row) -> str | None:
    return row.event.recommendation if isinstance(row.event, PanelRecommended | IrmRecommended) else None
