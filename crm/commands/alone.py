"""What one person alone does not put right: a decision, an answer, settled terms (T19, RV-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from crm.actor import Actor
from crm.commands import approval_days
from crm.commands.separation import had_a_hand_in
from crm.errors import Refused
from crm.journey import revisions
from crm.journey.decisions import ANSWERED
from crm.journey.ending_events import TerminationAnswered, TerminationProposed
from crm.journey.events import (
    Event,
    HouseholdApproved,
    NoticeReceived,
    RevisionAnswered,
    RevisionDropped,
    RevisionProposed,
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
# What answers a proposal; of a refusal the journey's own order keeps its answer with it (DM-7).
ANSWERS: Mapping[type[Event], type[Event]] = {
    TerminationProposed: TerminationAnswered,
    RevisionProposed: RevisionAnswered,
}
OF_TERMS = (RevisionProposed, RevisionAnswered, RevisionDropped, TermsChanged)
MOVED = (
    "This was recorded as proposed on {day}, and put on an earlier day since. Somebody else than who recorded or "
    "moved it has to record that the 28 days are over (RV-6)."
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
    _require_answer_still(journey, row, event)
    if isinstance(event, RevisionProposed) and revisions.would_differ(journey, row, event):
        raise Refused(
            "The terms changed as this proposed (RV-7): put that change right first, which takes a second person."
        )
    _require_28_days(journey, row, event)


def _require_answer_still(journey: Journey, row: Row, event: Event) -> None:
    """Refuse to take a proposal from before what was answered to it, which would go unheard (RV-6)."""
    answers = ANSWERS.get(type(row.event))
    since = [each for each in journey.rows if each.order > row.order]
    same = next((each for each in since if type(each.event) in (answers, type(row.event))), None)
    if answers is None or same is None or not isinstance(same.event, answers):
        return
    answered_on = same.event.happened_on
    if isinstance(event, StruckOut) or event.happened_on > answered_on:
        raise Refused(
            f"This was answered on {said(answered_on)}, and without it the answer would go unheard (RV-6). "
            "Put the answer right or strike it out first, which takes two people.",
            field="happened_on",
        )


def require_same_outcomes(before: Journey | None, after: Journey | None, event: Event) -> None:
    """Refuse to move a proposal, or what ended it, so that another proposal's end would be taken for its own."""
    if before is None or after is None or not isinstance(event, OF_TERMS):
        return
    if revisions.outcomes(before) != revisions.outcomes(after):
        raise Refused(
            "On that day it would be taken for another change that was proposed, or for what came of one (RV-6, "
            "RV-7). Enter a day on which no other change was waiting, and before its own answer and end.",
            field="happened_on",
        )


def require_said_then(household_id: int, row: Row, event: Event) -> None:
    """Refuse a proposal put right to before it was offered in the portal, or with less than 28 days (RV-6)."""
    was = row.event
    if isinstance(event, TerminationProposed) and isinstance(was, TerminationProposed):
        last = approval_days.answer_by(event.happened_on, "RV-6")
        moved = (event.happened_on, event.answer_by) != (was.happened_on, was.answer_by)
        if moved and event.answer_by < last:
            raise Refused(f"The carer has until {said(last)} to answer (RV-6).", field="happened_on")
    if not isinstance(event, RevisionProposed) or not isinstance(was, RevisionProposed):
        return
    offered_on = requests.offered_on(household_id, row)
    if offered_on is not None and event.happened_on < min(offered_on, was.happened_on):
        raise Refused(
            f"It was offered to the carers in the portal on {said(offered_on)}, and the 28 days begin when they "
            "are told (RV-6): enter that day or a later one.",
            field="happened_on",
        )
    last = approval_days.answer_by(event.happened_on, "RV-6")
    if event.answer_by is not None and event.answer_by < last and event.answer_by != was.answer_by:
        raise Refused(f"The carer has until {said(last)} to answer (RV-6).", field="answer_by")


def require_not_agreed(household_id: int, journey: Journey, event: Event) -> None:
    """Refuse an answer against what carers have agreed to from a day ahead: it would begin all the same (RV-7)."""
    proposal = revisions.proposed(journey) if isinstance(event, RevisionAnswered) else None
    agreed = requests.agreed_ahead(household_id, proposal) if proposal else None
    if agreed is not None and agreed.agreed_on is not None:
        raise Refused(
            f"The carers agreed to it in writing on {said(agreed.agreed_on)} (RV-7), and it begins on its day. If "
            "they think otherwise now, drop the proposal."
        )


def last_to_answer(household_id: int, row: Row, proposal: RevisionProposed) -> date:
    """The last day on which carers may answer: of the 28 days since a proposal, or since the portal offered it."""
    last = proposal.answer_by or approval_days.answer_by(proposal.happened_on, "RV-6")
    offered_on = requests.offered_on(household_id, row)
    if offered_on is None or offered_on <= proposal.happened_on:
        return last
    return max(last, approval_days.answer_by(offered_on, "RV-6"))


def require_not_moved_alone(rows: Sequence[Row], proposal: Row, on: date, by: Actor) -> None:
    """Refuse that whoever moved a proposal back says alone that its 28 days are over (RV-6)."""
    first = next((row for row in rows if row.id == proposal.first_id), None)
    if first is None or first.event.happened_on <= proposal.event.happened_on:
        return
    last = approval_days.answer_by(first.event.happened_on, "RV-6")
    if on <= last and by.user_id is not None and by.user_id in had_a_hand_in([proposal]):
        raise Refused(MOVED.format(day=said(first.event.happened_on)))


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


def require_not_before_review(household: Household, row: Row, event: Event) -> None:
    """Refuse to move a change of terms, or its proposal, to a day before the last review of them (RV-3)."""
    journey = household.journey(row.journey_id)
    earlier = event.happened_on < row.event.happened_on
    if journey and earlier and (no := revisions.before_review(journey, event)):
        raise Refused(no, field="happened_on")
