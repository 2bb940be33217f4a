"""What a correction must bear: it is judged as the record was, and so are the decisions that rest on it.

Each event is judged by what came before it. A gap that was on record already stays bearable, and takes nothing
else from what a decision rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from crm.journey import resting
from crm.journey.decision_events import ApplicantTold, RefusalProposed
from crm.journey.events import (
    MARKS,
    ApprovalRefused,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    PanelRecommended,
    ReviewCompleted,
    StruckOut,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Household, Journey, fold
from crm.journey.judging import judged
from crm.journey.kinship import why_not_widened
from crm.journey.next_steps import UNBOUND
from crm.journey.revisions import ADJUSTMENT
from crm.journey.routes import Rulebook, unmet
from crm.journey.saying import SAID, said, sentence
from crm.journey.temporary_events import LONGER
from crm.journey.under_way import would_be_two

ANEW = "Strike that out first, and record it anew once this is right."
RESTING = (
    *(PanelRecommended, HouseholdApproved, RefusalProposed, ApprovalRefused),
    *(TermsChanged, HouseholdDeregistered),
    ReviewCompleted,  # a first one rests on what panel recommended (RV-4)
    *(ApplicantTold, *LONGER),
)


def why_not(
    household: Household, row: Row, event: Event, rulebook: Rulebook, *, loaded: bool = False
) -> str | None:
    """Why an event cannot take a row's place in a household's history, in words; None if it can.

    `loaded`: the row came with a history load, which is not asked; what rests on it still is.
    """
    journey = household.journey(row.journey_id)
    goes_on = isinstance(row.event, JourneyClosed) and isinstance(event, StruckOut)
    if goes_on and journey and (no := would_be_two(household, journey)):
        return no
    before = _in_order(each for journey in household.journeys for each in journey.rows)
    if not loaded and (no := _recast(row.event, event) or why_not_widened(journey, event, row.event)):
        return no
    after = [each for each in before if each.id != row.id]
    if not isinstance(event, MARKS):
        now = replace(row, event=event)
        after = _in_order([*after, now])
        if not loaded and (no := _judged(after, now, rulebook)) and no != _as_it_was(before, row, event, rulebook):
            return no
    return _taken_from(before, after, row, rulebook) or _recommended(before, after, row, rulebook)


def overturns(household: Household, journey: Journey, event: Event, rulebook: Rulebook) -> str | None:
    """Why an event cannot be recorded before what is on record already, in words; None if it can.

    A decision that stands could not have been made so after it, or would rest on what panel did not say then.
    """
    new = Row(UNBOUND, journey.id, journey.route, event, datetime.max.replace(tzinfo=UTC))
    if not any(isinstance(row.event, RESTING) and row.order > new.order for row in journey.rows):
        return None
    before = _in_order(each for journey in household.journeys for each in journey.rows)
    after = _in_order([*before, new])
    for each in after:
        if each.order <= new.order or each.journey_id != new.journey_id or not isinstance(each.event, RESTING):
            continue
        if (no := _judged(after, each, rulebook)) and _judged(before, each, rulebook) is None:
            name = f"{sentence(SAID[each.event.kind])} on {said(each.event.happened_on)}"
            return f"{name} rests on what was on record by then, and this would have stood in its way. {no} {ANEW}"
    return _recommended(before, after, new, rulebook)


def without(household: Household, row: Row, rulebook: Rulebook) -> Household:
    """The household as if a row had never been recorded."""
    rows = _in_order(each for journey in household.journeys for each in journey.rows if each.id != row.id)
    return fold(rows, rulebook.rules)


def _recast(was: Event, event: Event) -> str | None:
    """Why what put the books right cannot become a change that needs its proposal (RV-6, RV-7)."""
    if not isinstance(was, TermsChanged) or not isinstance(event, TermsChanged):
        return None
    if event.basis is not None or event.cause in (was.cause, ADJUSTMENT):
        return None
    return (
        "A change that is more than a correction of the books needs its proposal (RV-6, RV-7): "
        "strike this one out, and propose the change."
    )


def _taken_from(before: Sequence[Row], after: Sequence[Row], row: Row, rulebook: Rulebook) -> str | None:
    """What a later step would lack that it had: what its plan needs, or what the decision rests on."""
    known = unmet(fold(before, rulebook.rules), rulebook)
    lacks = unmet(fold(after, rulebook.rules), rulebook)
    if no := next((text for key, text in lacks.items() if key not in known and key != row.id), None):
        return no
    for each in after:
        if each.id == row.id or each.journey_id != row.journey_id or not isinstance(each.event, RESTING):
            continue
        if (no := _judged(after, each, rulebook)) and _judged(before, each, rulebook) is None:
            what = f"{sentence(SAID[each.event.kind])} on {said(each.event.happened_on)} rests on this. {no}"
            return f"{what} {ANEW}" if isinstance(each.event, LONGER) else what
    return None


def _recommended(before: Sequence[Row], after: Sequence[Row], row: Row, rulebook: Rulebook) -> str | None:
    """What a decision of the row's journey would lack that led to it, or agrees with it (DM-2)."""
    both = (fold(rows, rulebook.rules).journey(row.journey_id) for rows in (before, after))
    was, now = (each or Journey(row.journey_id, row.route, ()) for each in both)
    return resting.taken(was, now, rulebook)


def _as_it_was(before: Sequence[Row], row: Row, event: Event, rulebook: Rulebook) -> str | None:
    """What the rules say of the row as it stands, told of the day on which it is put."""
    no = _judged(before, row, rulebook)
    return no.replace(said(row.event.happened_on), said(event.happened_on)) if no else None


def _judged(rows: Iterable[Row], row: Row, rulebook: Rulebook) -> str | None:
    """Why a row could not have been recorded after those that come before it; None if it could."""
    household = fold([each for each in rows if each.order < row.order], rulebook.rules)
    journey = household.journey(row.journey_id) or Journey(row.journey_id, row.route, ())
    return judged(household, journey, row.event, rulebook)


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda each: each.order)
