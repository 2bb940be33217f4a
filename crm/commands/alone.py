"""What one person alone does not put right: a decision, an answer, settled terms (T19, RV-7)."""

from __future__ import annotations

from crm.actor import Actor
from crm.commands.separation import had_a_hand_in
from crm.errors import Refused
from crm.journey import proposals, revisions
from crm.journey.decisions import ANSWERED
from crm.journey.events import (
    Event,
    HouseholdApproved,
    NoticeReceived,
    RevisionAnswered,
    StruckOut,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Household, Journey
from crm.journey.saying import said
from crm.people import requests

NOTICE = (
    "A notice of resignation cannot be withdrawn (RV-8). If it was recorded in error, say so on the household's "
    "page 'Ending': a second person has to agree."
)
STRIKES = "An approval is struck out by two people: say that it was recorded in error, and somebody else agrees."
OWN = "You recorded this approval, so somebody else has to agree to what would be put right."
ANSWER = (
    "An answer to a proposal is the applicant's or the carer's own, and has to be heard (RV-6, DM-8): it takes two "
    "people to put right. Say that it was recorded in error, and somebody else agrees."
)
SETTLED = (
    "This {does} what was proposed on {day} and {how} (RV-7, RV-6): somebody else has to agree that it was "
    "recorded in error. What is to change now is proposed anew."
)
HOW = {revisions.AGREEMENT: "the carer agreed to in writing", revisions.NOTICE: "the carer had 28 days to answer"}


def takes_two(journey: Journey | None, row: Row, event: Event, by: Actor) -> str | None:
    """Why a correction waits for a second person, in words; None where one person may make it.

    A notice, or an approval, is struck out by two, and an approval put right by another than who recorded it.
    What an applicant or a carer answered is theirs, and a decision has to hear it (RV-6, DM-8): two put it right. A
    change of terms that was settled stands, and says what was proposed, unless two say that it was wrong.
    What no person does is not asked.
    """
    if by.user_id is None or journey is None:
        return None
    if isinstance(row.event, NoticeReceived) and isinstance(event, StruckOut):
        return NOTICE
    if isinstance(row.event, ANSWERED):
        return ANSWER
    if isinstance(row.event, HouseholdApproved):
        if isinstance(event, StruckOut):
            return STRIKES
        return OWN if by.user_id in had_a_hand_in([row]) else None
    struck = isinstance(event, StruckOut)
    proposal = proposals.settled_by(journey, row) if struck else revisions.otherwise(journey, row, event)
    if proposal is None or not isinstance(row.event, TermsChanged):
        return None
    return SETTLED.format(
        does="takes back" if struck else "is not",
        day=said(proposal.event.happened_on),
        how=HOW[row.event.basis or revisions.AGREEMENT],
    )


def require_not_agreed(household_id: int, household: Household, journey: Journey, event: Event) -> None:
    """Refuse an answer against what carers have agreed to from a day ahead: it would begin all the same (RV-7)."""
    proposal = revisions.proposed(journey) if isinstance(event, RevisionAnswered) else None
    agreed = requests.agreed_ahead(household_id, household, proposal) if proposal else None
    if agreed is not None and agreed.agreed_on is not None:
        raise Refused(
            f"The carers agreed to it in writing on {said(agreed.agreed_on)} (RV-7), and it begins on its day. If "
            "they think otherwise now, drop the proposal."
        )


def require_not_before_review(household: Household, row: Row, event: Event) -> None:
    """Refuse to move a change of terms, or its proposal, to a day before the last review of them (RV-3)."""
    journey = household.journey(row.journey_id)
    earlier = event.happened_on < row.event.happened_on
    if journey and earlier and (no := revisions.before_review(journey, event)):
        raise Refused(no, field="happened_on")
