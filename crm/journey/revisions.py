"""How terms come to be changed: proposed, then agreed in writing (RV-7), or 28 days later (RV-6), or dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crm.journey import decisions, proposals
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
    return next((each.row for each in proposals.of(journey) if each.waits and _is_one(each.row)), None)


def answer(journey: Journey, proposal: Row) -> Row | None:
    """The carer's answer to a proposal (RV-6); None where they gave none."""
    found = proposals.find(journey, proposal.id)
    return found.answer if found else None


def came_of(journey: Journey, event_id: int) -> str | None:
    """What came of a proposal: WAITS, DROPPED, or what its change rests on; None where it was struck out."""
    found = proposals.find(journey, event_id)
    if found is None:
        return None
    if found.change is not None:
        return found.change.basis
    return WAITS if found.waits else DROPPED


def ended_by(journey: Journey, event_id: int) -> Row | None:
    """The event that settled a proposal or dropped it; None where it waits, or was struck out."""
    found = proposals.find(journey, event_id)
    return found.end if found else None


def _is_one(row: Row) -> bool:
    return isinstance(row.event, RevisionProposed)


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


def otherwise(journey: Journey, change: Row, event: Event) -> Row | None:
    """The proposal that a settled change would differ from, put right so in its terms; None where it would not."""
    was, proposal = change.event, proposals.settled_by(journey, change)
    if proposal is None or not isinstance(was, TermsChanged) or not isinstance(event, TermsChanged):
        return None
    asked = proposal.event
    assert isinstance(asked, RevisionProposed)  # noqa: S101 - what a change settles
    as_was = replace(was, happened_on=event.happened_on)
    if event in (as_was, as_proposed(asked, event.happened_on, was.basis or AGREEMENT)):
        return None
    return proposal


def last_settled(journey: Journey) -> Row | None:
    """The latest change of terms that carers agreed to, or had notice of; None where there is none."""
    return next((row for row in reversed(journey.all(TermsChanged)) if settles(row.event)), None)


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
    if isinstance(event, RevisionDropped | RevisionAnswered) or settles(event):
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


def settles(event: Event) -> bool:
    """Whether a change of terms rests on what was proposed; else it puts the books right, or came with a load."""
    return isinstance(event, TermsChanged) and event.basis is not None
