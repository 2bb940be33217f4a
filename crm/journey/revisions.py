"""How terms come to be changed: proposed, then agreed in writing (RV-7), or 28 days later (RV-6), or dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from crm.journey import decisions
from crm.journey.events import (
    Event,
    ReviewCompleted,
    RevisionAnswered,
    RevisionDropped,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.saying import said

AGREEMENT, NOTICE = "agreement", "notice"  # on what a change of terms rests (RV-7, RV-6)
WAITS, DROPPED = "waits", "dropped"  # what else came of a proposal
ADJUSTMENT = "adjustment"  # the cause of a change that only puts the books right (B-19)


def proposed(journey: Journey) -> Row | None:
    """The change that was proposed, and neither settled nor dropped; None where nothing is."""
    found: Row | None = None
    for row in journey.rows:
        if isinstance(row.event, RevisionProposed):
            found = row
        elif isinstance(row.event, RevisionDropped) or _settles(row.event):
            found = None
    return found


def answer(journey: Journey, proposal: Row) -> Row | None:
    """The carer's answer to a proposal (RV-6); None where they gave none."""
    return next((row for row in journey.all(RevisionAnswered) if row.order > proposal.order), None)


def came_of(journey: Journey, event_id: int) -> str | None:
    """What came of a proposal: WAITS, DROPPED, or what its change rests on; None where it was struck out."""
    if not any(
        isinstance(row.event, RevisionProposed) and event_id in (row.id, row.first_id) for row in journey.rows
    ):
        return None
    ended = ended_by(journey, event_id)
    if ended is None:
        return WAITS
    return ended.event.basis if isinstance(ended.event, TermsChanged) else DROPPED


def ended_by(journey: Journey, event_id: int) -> Row | None:
    """The event that settled a proposal or dropped it; None where it waits, or was struck out."""
    waits = False
    for row in journey.rows:
        if isinstance(row.event, RevisionProposed):
            waits = waits or event_id in (row.id, row.first_id)
        elif waits and (isinstance(row.event, RevisionDropped) or _settles(row.event)):
            return row
    return None


def outcomes(journey: Journey) -> dict[int, tuple[int | None, int | None]]:
    """What ended each proposal, and what the carers answered to it, each by where its corrections began."""
    return {
        _first(row): (_first(ended_by(journey, row.id)), _first(answer(journey, row)))
        for row in journey.all(RevisionProposed)
    }


def _first(row: Row | None) -> Any:
    return row and (row.first_id or row.id)


def as_proposed(proposal: RevisionProposed, on: date, basis: str) -> TermsChanged:
    """The change of terms that settles a proposal on a day: what was proposed, and nothing else."""
    return TermsChanged(
        happened_on=on,
        basis=basis,
        cause=proposal.cause,
        places=proposal.places,
        age_from=proposal.age_from,
        age_to=proposal.age_to,
        offers=proposal.offers,
        named_children=proposal.named_children,
        siblings_extra=proposal.siblings_extra,
        parent_and_child=proposal.parent_and_child,
        no_longer=proposal.no_longer,
    )


def settled_by(journey: Journey, change: Row) -> Row | None:
    """The proposal that a change of terms settled, as it stands; None where it had none (B-19)."""
    if not _settles(change.event):
        return None
    found: Row | None = None
    for row in journey.rows:
        if row.id == change.id:
            return found
        if isinstance(row.event, RevisionProposed):
            found = row
        elif isinstance(row.event, RevisionDropped) or _settles(row.event):
            found = None
    return None


def otherwise(journey: Journey, change: Row, event: Event) -> Row | None:
    """The proposal that a settled change would differ from, put right so in its terms; None where it would not."""
    was, proposal = change.event, settled_by(journey, change)
    if proposal is None or not isinstance(was, TermsChanged) or not isinstance(event, TermsChanged):
        return None
    asked = proposal.event
    assert isinstance(asked, RevisionProposed)  # noqa: S101 - what `settled_by` looks for
    as_was = replace(was, happened_on=event.happened_on)
    if event in (as_was, as_proposed(asked, event.happened_on, was.basis or AGREEMENT)):
        return None
    return proposal


def would_differ(journey: Journey, proposal: Row, event: RevisionProposed) -> bool:
    """Whether a proposal that was settled as it says would say something else than the change that settled it."""
    was = proposal.event
    assert isinstance(was, RevisionProposed)  # noqa: S101 - what is put right is of the same kind
    for row in journey.rows:
        change, found = row.event, settled_by(journey, row)
        if found is None or found.id != proposal.id or not isinstance(change, TermsChanged):
            continue
        told = change.happened_on, change.basis or AGREEMENT
        return as_proposed(was, *told) == change != as_proposed(event, *told)
    return False


def last_review(journey: Journey) -> Row | None:
    """The latest review of the approval, or None."""
    return next(reversed(journey.all(ReviewCompleted)), None)


def before_review(journey: Journey, event: Event) -> str | None:
    """Why terms cannot change, or a change be proposed, where they were looked at since; None if it can (RV-3)."""
    review, day = last_review(journey), said(event.happened_on)
    is_of_terms = isinstance(event, TermsChanged | RevisionProposed)
    if not is_of_terms or review is None or event.happened_on >= review.event.happened_on:
        return None
    proposes = isinstance(event, RevisionProposed)
    cannot = f"A change of terms cannot be proposed on {day}" if proposes else f"The terms cannot change on {day}"
    return (
        f"{cannot}: they were reviewed on {said(review.event.happened_on)} (RV-3). "
        "Enter that day or a later one, or put the review right first."
    )


def why_not(journey: Journey, event: Event) -> str | None:
    """Why an event of the terms cannot be recorded next on a journey that is approved, in words; None if it can."""
    standing = proposed(journey)
    if no := before_review(journey, event):
        return no
    if isinstance(event, RevisionProposed) and standing:
        day = said(standing.event.happened_on)
        return f"A change of terms is proposed already, since {day}: settle it or drop it first."
    if isinstance(event, RevisionDropped | RevisionAnswered) or _settles(event):
        if standing is None:
            return "No change of terms is proposed (RV-6, RV-7): propose it first, with the support it needs."
        if event.happened_on < standing.event.happened_on:
            return f"The change was proposed on {said(standing.event.happened_on)}: enter that day or a later one."
        return _too_late(standing, event) or _answered(journey, standing, event)
    return None


def _too_late(proposal: Row, event: Event) -> str | None:
    """An answer after the 28 days that the carer had for it (RV-6)."""
    asked = proposal.event
    if not isinstance(event, RevisionAnswered) or not isinstance(asked, RevisionProposed):
        return None
    if asked.answer_by is None or event.happened_on <= asked.answer_by:
        return None
    return f"The last day to answer the proposal was {said(asked.answer_by)} (RV-6)."


def _answered(journey: Journey, proposal: Row, event: Event) -> str | None:
    """One answer to a proposal; and without the carer's agreement the change waits for what it leads to (RV-6)."""
    given = answer(journey, proposal)
    if given is None:
        return None
    if isinstance(event, RevisionAnswered):
        return "The proposal was answered already: with representations or to the IRM, never both (RV-6)."
    without = isinstance(event, TermsChanged) and event.basis == NOTICE
    return decisions.unheard(journey, given, event) if without else None


def _settles(event: Event) -> bool:
    return isinstance(event, TermsChanged) and event.basis is not None
