"""Changing the terms of an approval: proposed with the support it needs, then settled or dropped (RV-6, RV-7)."""

from __future__ import annotations

from datetime import date

from crm import clock
from crm.actor import Actor
from crm.commands import answer_days, command, journeys
from crm.errors import Refused, Stale
from crm.extensions import db
from crm.journey import asking, revisions
from crm.journey.events import RevisionProposed
from crm.journey.history import Row
from crm.journey.household import Household, Journey, changed
from crm.journey.ranges import narrower
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.people import folding, households, requests
from crm.people.range_tables import TermsSupport
from crm.register import settings

LONGEST = 2000  # characters of a statement of support
TERMS_MOVED = (
    "What the household is approved for was put right after you had opened this page, so the change would come to "
    "something else. Nothing was recorded: look at both below, and send it again if it is still right."
)
RESTS_ON_IT = "The carers agreed to it in writing, so it rests on that (RV-7), and not on the 28 days (RV-6)."
LESS = {
    "places": "fewer places than now",
    "siblings_extra": "fewer siblings together than now",
    "parent_and_child": "fewer places for a parent with a child than now",
    "age_from": "the youngest age is above the one now",
    "age_to": "the oldest age is below the one now",
    "offers": "a kind of fostering is taken away",
    "named_children": "children are named, or fewer are",
}


@command
def propose(household_id: int, journey_id: int, event: RevisionProposed, *, support: str, by: Actor) -> int:
    """Propose a change of terms, with the statement of what support it needs; the event's id.

    Refused without the statement (RV-7), where a change is proposed already, where it is none, and as `record`.
    """
    tidy = folding.tidied_text(support, longest=LONGEST, field="support")
    if not tidy:
        raise Refused("Say what support the carer would need, or that they need none (RV-7)", field="support")
    _require_change(household_id, journey_id, event, by)
    event_id = journeys.record(household_id, journey_id, answer_days.with_last_day(household_id, event), by=by)
    db.session.add(TermsSupport(event_id=event_id, household_id=household_id, support=tidy))
    return event_id


@command
def settle(
    household_id: int,
    journey_id: int,
    *,
    on: date,
    basis: str,
    by: Actor,
    seen: int | None = None,
    beside: str | None = None,
) -> int:
    """Let the terms change as they were proposed, from a day; the event's id.

    `seen` is the event that said what was proposed when the form was opened, and `beside` the terms of that day as
    `asking.as_read` tells them: refused, if another says it now, or they are others (T49).
    `basis` is revisions.AGREEMENT: the carer's, in writing, and at once, where the support was stated (RV-7); or
    revisions.NOTICE: refused until 28 days after the proposal are over (RV-6). What carers have agreed to from
    a day ahead is refused on every other day (B-5). Else refused as `journeys.record`.
    """
    row = require_as_seen(household_id, journey_id, seen, by=by)
    now = _folded(household_id, by).terms_on(clock.today())
    if beside not in (None, asking.as_read(now)):
        raise Stale(TERMS_MOVED + asking.others_named(beside or "", now))
    proposal = row.event
    assert isinstance(proposal, RevisionProposed)  # noqa: S101 - what `proposed` looks for
    agreed = requests.agreed_ahead(household_id, _folded(household_id, by), row)
    if agreed is not None and on != agreed.wanted_on:
        raise Refused(asking.agreed_from(agreed.agreed_on, agreed.wanted_on), field="happened_on")
    if agreed is not None and basis == revisions.NOTICE:
        raise Refused(RESTS_ON_IT, field="basis")
    if basis != revisions.NOTICE and db.session.get(TermsSupport, row.first_id or row.id) is None:
        raise Refused("The support that the carer would need was not stated: propose the change anew (RV-7).")
    return journeys.record(household_id, journey_id, revisions.as_proposed(proposal, on, basis), by=by)


def require_as_seen(household_id: int, journey_id: int, seen: int | None, *, by: Actor) -> Row:
    """The proposal that stands; Refused, if another event than `seen` says by now what it is (T49)."""
    row = _proposal(household_id, journey_id, by)
    if seen not in (None, row.id):
        raise Refused("What is proposed was put right after you had opened this page: look at what it says now.")
    return row


@command
def widen(household_id: int, journey_id: int, event: RevisionProposed, *, support: str, by: Actor) -> int:
    """Propose a change of terms and let it take effect on the same day, by the carer's written agreement (RV-7).

    The id of the change. All or nothing: refused as `propose` and `settle`, and where anything became narrower.
    """
    _require_wider(household_id, journey_id, event, by)
    propose(household_id, journey_id, event, support=support, by=by)
    return settle(household_id, journey_id, on=event.happened_on, basis=revisions.AGREEMENT, by=by)


def _require_change(household_id: int, journey_id: int, event: RevisionProposed, by: Actor) -> None:
    """Refuse a proposal that says what the terms of its day say already: nothing would come of it."""
    household = _folded(household_id, by)
    approval = household.approval_on(event.happened_on)
    if approval is None or approval.journey_id != journey_id:
        return  # which is refused for its own sake
    terms = approval.terms_on(event.happened_on)
    if changed(terms, event) == terms:
        raise Refused(
            f"This is what the terms of {said(event.happened_on)} say already: fill in what would be another.",
            field="places",
        )


def _require_wider(household_id: int, journey_id: int, event: RevisionProposed, by: Actor) -> None:
    """Refuse what would take something from the terms: that is proposed, and the carer has 28 days (RV-6)."""
    approval = _folded(household_id, by).approval_on(event.happened_on)
    if approval is None or approval.journey_id != journey_id:
        return  # which is refused for its own sake
    terms = approval.terms_on(event.happened_on)
    less = narrower(terms, changed(terms, event))
    if less is not None:
        raise Refused(
            f"This would make the range narrower: {LESS[less]}. Here it only becomes wider (RV-7). What takes "
            "something away is proposed as a change of terms, and the carer has 28 days to answer (RV-6).",
            field=less,
        )


def _proposal(household_id: int, journey_id: int, by: Actor) -> Row:
    """The proposal that stands on a journey. NotFound: the household is not the actor's to reach."""
    journey: Journey | None = _folded(household_id, by).journey(journey_id)
    row = revisions.proposed(journey) if journey else None
    if row is None:
        raise Refused("No change of terms is proposed (RV-6, RV-7): propose it first, with the support it needs.")
    return row


def _folded(household_id: int, by: Actor) -> Household:
    agency_id = households.load(household_id, by.agency_ids).agency_id
    cluster = load(agency_id, [household_id])[household_id]
    return cluster.fold(household_id, settings.rulebook(agency_id))
