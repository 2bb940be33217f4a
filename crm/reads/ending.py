"""How an approval ends, or could: notice, the service's proposal, the exit interview, and what is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.actor import Actor
from crm.journey import endings
from crm.journey.deadlines import due
from crm.journey.ending_events import (
    ExitInterviewClosed,
    ExitInterviewOffered,
    TerminationAnswered,
    TerminationProposed,
)
from crm.journey.endings import Ending
from crm.journey.events import HouseholdDeregistered, NoticeReceived
from crm.journey.household import Approval, Journey
from crm.journey.ranges import Route
from crm.people import households
from crm.reads import error_claims, look, signed_notices
from crm.reads.error_claims import ClaimSeen
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.signed_notices import SignedSeen
from crm.reads.timeline import kept_of
from crm.register import deadlines, holidays


@dataclass(frozen=True, slots=True)
class EndSeen:
    """The end of an approval: what kind it is, when, and why; `seq` names the event that brings it."""

    kind: Ending
    by_notice: bool
    told_on: date
    ends_on: date
    reason: str | None
    destination: str | None
    initiator: str | None
    seq: int
    kept_until: date  # its record and its entry in the register (RT-1)


@dataclass(frozen=True, slots=True)
class EndingSeen:
    """A household's head and how its latest approval ends; without an approval, nothing of it."""

    household: HouseholdSeen
    number: int | None
    kinship: bool
    carers: int
    without: bool  # nobody is on record any more as a carer, who was
    places: int
    end: EndSeen | None
    proposed: TerminationProposed | None
    answered: TerminationAnswered | None
    offered_on: date | None
    interview: ExitInterviewClosed | None
    claims: tuple[ClaimSeen, ...]
    signed: tuple[SignedSeen, ...]  # by one of two carers, while the other has not

    @property
    def running(self) -> bool:
        """Whether the end is known and still lies ahead."""
        return self.end is not None and self.end.ends_on > self.household.today


@look
def ending(reference: str, by: Actor) -> EndingSeen:
    """How the latest approval of a household ends, or could; the look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["ending"], by)
    head = seen(history)
    approval = history.household.approvals[-1] if history.household.approvals else None
    journey = history.household.journey(approval.journey_id) if approval else None
    proposed = endings.proposal(journey) if journey else None
    answered = endings.answer(journey, proposed) if journey and proposed else None
    offered = journey.first(ExitInterviewOffered) if journey else None
    closed = journey.first(ExitInterviewClosed) if journey else None
    carers = len(households.carers_of(history.identity.id))
    return EndingSeen(
        household=head,
        number=history.numbers[approval.journey_id] if approval else None,
        kinship=approval is not None and approval.route == Route.KINSHIP,
        carers=carers,
        without=not carers and households.had_carers(history.identity.id),
        places=_places(approval, head.today) if approval else 0,
        end=_end(history, approval, journey) if approval and journey else None,
        proposed=proposed.event if proposed and isinstance(proposed.event, TerminationProposed) else None,
        answered=answered.event if answered and isinstance(answered.event, TerminationAnswered) else None,
        offered_on=offered.event.happened_on if offered else None,
        interview=closed.event if closed and isinstance(closed.event, ExitInterviewClosed) else None,
        claims=error_claims.waiting(history.identity, by),
        signed=signed_notices.signed(history.identity.id, history.identity.agency_id, approval, journey, by),
    )


def _places(approval: Approval, today: date) -> int:
    """How many places leave, or left, with the approval: those of its terms on its last day."""
    return approval.terms_on(min(approval.ends_on or today, max(today, approval.begins_on))).places


def _end(history: History, approval: Approval, journey: Journey) -> EndSeen | None:
    kind = endings.kind_of(approval, history.rulebook.rules)
    row, ends_on = approval.ended, approval.ends_on
    if kind is None or row is None or ends_on is None:
        return None
    event = row.event
    if not isinstance(event, NoticeReceived | HouseholdDeregistered):
        return None
    notice = journey.first(NoticeReceived)
    (kept,) = due(deadlines.rules()["RT-1"], ends_on, holidays.statutory_calendar())
    return EndSeen(
        kind=kind,
        by_notice=isinstance(event, NoticeReceived),
        told_on=(notice or row).event.happened_on,
        ends_on=ends_on,
        reason=event.reason,
        destination=event.destination,
        initiator=event.initiator,
        seq=kept_of(history)[row.id].seq,
        kept_until=kept.on,
    )
