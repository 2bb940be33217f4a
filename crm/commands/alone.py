"""What one person alone does not put right: a decision that was made, terms that were settled (T19, RV-7)."""

from __future__ import annotations

from crm.actor import Actor
from crm.commands import approval_days
from crm.commands.separation import had_a_hand_in
from crm.errors import Refused
from crm.journey import revisions
from crm.journey.events import Event, HouseholdApproved, NoticeReceived, RevisionProposed, StruckOut, TermsChanged
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.saying import said

NOTICE = (
    "A notice of resignation cannot be withdrawn (RV-8). If it was recorded in error, say so on the household's "
    "page 'Ending': a second person has to agree."
)
STRIKES = "An approval is struck out by two people: say that it was recorded in error, and somebody else agrees."
OWN = "You recorded this approval, so somebody else has to agree to what would be put right."
SETTLED = (
    "This {does} what was proposed on {day} and {how} (RV-7, RV-6): somebody else has to agree that it was "
    "recorded in error. What is to change now is proposed anew."
)
HOW = {revisions.AGREEMENT: "the carer agreed to in writing", revisions.NOTICE: "the carer had 28 days to answer"}


def takes_two(journey: Journey | None, row: Row, event: Event, by: Actor) -> str | None:
    """Why a correction waits for a second person, in words; None where one person may make it.

    A notice, or an approval, is struck out by two, and an approval put right by another than who recorded it.
    A change of terms that was settled stands, and says what was proposed, unless two say that it was wrong.
    What no person does is not asked.
    """
    if by.user_id is None or journey is None:
        return None
    if isinstance(row.event, NoticeReceived) and isinstance(event, StruckOut):
        return NOTICE
    if isinstance(row.event, HouseholdApproved):
        if isinstance(event, StruckOut):
            return STRIKES
        return OWN if by.user_id in had_a_hand_in([row]) else None
    struck = isinstance(event, StruckOut)
    proposal = revisions.settled_by(journey, row) if struck else revisions.otherwise(journey, row, event)
    if proposal is None or not isinstance(row.event, TermsChanged):
        return None
    return SETTLED.format(
        does="takes back" if struck else "is not",
        day=said(proposal.event.happened_on),
        how=HOW[row.event.basis or revisions.AGREEMENT],
    )


def require_settled_still(journey: Journey | None, row: Row, event: Event) -> None:
    """Refuse a proposal put right into another than its change, and a change by notice moved into its 28 days."""
    if journey is None:
        return
    if isinstance(event, RevisionProposed) and revisions.would_differ(journey, row, event):
        raise Refused(
            "The terms changed as this proposed (RV-7): put that change right first, which takes a second person."
        )
    _require_28_days(journey, row, event)


def _require_28_days(journey: Journey, row: Row, event: Event) -> None:
    """Refuse a change by notice, or its proposal, put right so that the carer had less than 28 days (RV-6)."""
    if isinstance(event, RevisionProposed):
        settled = revisions.ended_by(journey, row.id)
        change, sent_on = settled.event if settled else None, event.happened_on
        asked = (event.happened_on, event.answer_by) != (
            row.event.happened_on,
            getattr(row.event, "answer_by", None),
        )
    else:
        proposal = revisions.settled_by(journey, row)
        if proposal is None or not isinstance(row.event, TermsChanged):
            return
        change, sent_on = event, proposal.event.happened_on
        was = row.event.happened_on, row.event.basis
        asked = isinstance(event, TermsChanged) and was != (event.happened_on, event.basis)
    if not asked or not isinstance(change, TermsChanged) or change.basis != revisions.NOTICE:
        return
    last = approval_days.answer_by(sent_on, "RV-6")
    if change.happened_on <= last:
        raise Refused(
            f"The carer had until {said(last)} to answer (RV-6): the change takes effect after that day.",
            field="happened_on",
        )
