"""Decisions that are made with their reasons, in words beside the event; both can be put right, with history."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import closable, command, error_claims, journeys
from crm.errors import Refused
from crm.journey import reasons as rules
from crm.journey.events import Event, JourneyClosed
from crm.journey.household import Household, Journey
from crm.journey.saying import said
from crm.ledger import keys
from crm.ledger.cluster import load
from crm.people import folding, households
from crm.people import reasons as kept
from crm.people.reason_tables import DecisionReason
from crm.register import settings

LONGEST = 5000  # characters
ASKED = {
    "DM-2": "Panel recommended otherwise: say why the decision is another (DM-2)",
    "DM-7": "Say why, in full: the notice gives the reasons with panel's recommendation (DM-7)",
    "RV-6": "Say why, in full: the notice of a proposal to end an approval gives the reasons (RV-6)",
    "S1-D1": "Say why, in full: a refusal at Stage 1 is notified in writing with full reasons (S1-D1)",
}
KEPT = "Reasons that were given stay on record: write what is right in their place."
APART = "Put the reasons right on their own: what else the decision says waits for a second person to agree."
CHANGED = "Somebody put the reasons right after you had opened this page: look at what they say now."


@command
def record(
    household_id: int, journey_id: int, event: Event, *, reasons: str, by: Actor, override: str | None = None
) -> int:
    """Record a decision with its reasons; the event's id.

    Refused without reasons where a rule asks for them, without the day of the notice at Stage 1, and as
    `journeys.record`.
    """
    text = folding.tidied_text(reasons, longest=LONGEST, field="reasons")
    agency_id, household = _folded(household_id, by)
    event_id = journeys.record(household_id, journey_id, event, by=by, override=override)
    if journey := household.journey(journey_id):  # what else forbids it was told first
        _require_notice(agency_id, journey, event)
        rule = _rule(agency_id, journey, event)
        if rule and not text:
            raise Refused(ASKED[rule], field="reasons")
    if text:
        _keep(agency_id, household_id, event_id, text, event, by)
    return event_id


@command
def correct(
    household_id: int, event_id: int, event: Event, *, why: str, text: str, by: Actor, seen: int | None = None
) -> bool:
    """Put a decision right, or its reasons, or both; what was said before stays on record.

    False where what the decision says waits for a second person (`error_claims`): its reasons wait too.

    `seen` is the number of the reasons that the page showed, 0 for none: refused if others stand by now (T49).
    `why` is a code of the agency's list. A decision that was recorded without reasons, as a history load does it,
    bears to be put right without. Refused as `journeys.correct`.
    """
    tidy = folding.tidied_text(text, longest=LONGEST, field="reasons")
    keys.lock(households.load(household_id, by.agency_ids).agency_id)  # of two at once the second is told so
    agency_id, household = _folded(household_id, by)
    rows = [row for journey in household.journeys for row in journey.rows if row.id == event_id]
    if not rows:  # it stands no more, or is no event of theirs: which is refused for its own sake
        return error_claims.put_right(household_id, event_id, event, reason=why, by=by)
    row, first = rows[0], rows[0].first_id or rows[0].id
    stands = next(iter(kept.of_events([first]).get(first, ())), None)
    if seen is not None and seen != (stands.id if stands else 0):
        raise Refused(CHANGED)
    if stands and not tidy:
        raise Refused(KEPT, field="reasons")
    journey = household.journey(row.journey_id)
    if journey is not None and _rule(agency_id, journey, row.event) is None:
        _require_notice(agency_id, journey, event)
        if (rule := _rule(agency_id, journey, event)) and not tidy:
            raise Refused(ASKED[rule], field="reasons")
    anew = bool(tidy) and (stands is None or stands.reasons != tidy)
    if event != row.event or not anew:
        if anew and journeys.needs_two(household_id, event_id, event, by=by):
            raise Refused(APART, field="reasons")
        if not error_claims.put_right(household_id, event_id, event, reason=why, by=by):
            return False
    elif not why:
        raise Refused("Say why it is being corrected.", field="reason")
    if anew:
        _keep(agency_id, household_id, first, tidy, event, by, why)
    return True


def _rule(agency_id: int, journey: Journey, event: Event) -> str | None:
    """The rule that asks for reasons, if one does."""
    return rules.asked_by(journey, event, stage_one=closable.refuses_stage_one(agency_id, journey, event))


def _require_notice(agency_id: int, journey: Journey, event: Event) -> None:
    """Refuse a refusal at Stage 1 of which the applicant was not told in writing, on or after its day (S1-D1)."""
    if not isinstance(event, JourneyClosed):
        return
    if not closable.refuses_stage_one(agency_id, journey, event):
        if event.told_on is not None:
            raise Refused("Leave it empty: only a refusal at Stage 1 has this notice (S1-D1)", field="told_on")
        return
    if event.told_on is None:
        raise Refused(
            "Enter the day on which the notice in writing was given: without it the refusal is none (S1-D1)",
            field="told_on",
        )
    if not event.happened_on <= event.told_on <= clock.today():
        raise Refused(f"Enter a day from {said(event.happened_on)} to today (S1-D1)", field="told_on")


def _folded(household_id: int, by: Actor) -> tuple[int, Household]:
    """The agency and the household as it stands; NotFound if it is not the actor's to reach."""
    agency_id = households.load(household_id, by.agency_ids).agency_id
    cluster = load(agency_id, [household_id])[household_id]
    return agency_id, cluster.fold(household_id, settings.rulebook(agency_id))


def _keep(
    agency_id: int, household_id: int, event_id: int, text: str, event: Event, by: Actor, why: str | None = None
) -> None:
    row = DecisionReason(
        agency_id=agency_id,
        household_id=household_id,
        event_id=event_id,
        reasons=text,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    kept.add(row)
    action = "decision.reasons"
    audit.record(by, action, agency_id=agency_id, household_id=household_id, fields=[event.kind], reason=why)
