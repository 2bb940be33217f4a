"""How far a transfer between services is: the steps of the protocol, done or waited for, and its end (OA-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crm import clock
from crm.journey.events import HouseholdApproved, NoticeReceived
from crm.journey.household import Approval, Household, Journey
from crm.journey.routes import Rulebook
from crm.journey.transfer_events import (
    ResignedElsewhere,
    TransferMeetingHeld,
    TransferNoticed,
    TransferOfficerTold,
    TransferReferencePassed,
)
from crm.journey.transfers import OF_CHILDREN, Transfer, coming, going

RULE = "OA-5"
OPEN, APPROVED, LEFT, STAYED, CLOSED = "open", "approved", "left", "stayed", "closed"
STEPS = (TransferNoticed, TransferMeetingHeld, TransferOfficerTold, TransferReferencePassed)
IN_28_DAYS = (TransferMeetingHeld, TransferReferencePassed)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the protocol: when it was done, or by when it is to be; `needed` only where a child moves too."""

    kind: str
    on: date | None
    due_on: date | None = None
    needed: bool = True

    @property
    def waits(self) -> bool:
        """Whether it is still to be done."""
        return self.needed and self.on is None


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a transfer is. `state_on` is the day of its end, or that on which the old approval ends."""

    out: bool
    state: str
    state_on: date | None
    elsewhere: str | None
    service: str | None
    children: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state == OPEN

    @property
    def next(self) -> Step | None:
        """The step that it waits for: the first that is late, or else the first."""
        waiting = [each for each in self.steps if each.waits] if self.open else []
        return min(waiting, key=lambda each: each.due_on or date.max, default=None)


def stands(household: Household, journey: Journey, rulebook: Rulebook) -> Iterator[Stand]:
    """The transfer in of a journey, and the one out of its approval."""
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
    if found := coming(journey):
        state, on = _came(journey, approval, found)
        event = approval.approved.event if approval else None
        named = event.transferred_from if isinstance(event, HouseholdApproved) else None
        steps = (*_steps(found, journey, rulebook), Step(ResignedElsewhere.kind, found.on(ResignedElsewhere)))
        yield _stand(found, state, on, named, steps)
    if approval is not None and ((away := going(journey)) or approval.transferred):
        away = away or Transfer(out=True, notice=None)
        state, on = _left(approval, away)
        told = journey.first(NoticeReceived)
        steps = (
            *_steps(away, journey, rulebook),
            Step(NoticeReceived.kind, told.event.happened_on if told else None),
        )
        yield _stand(
            away, state, on, None, steps, getattr(approval.ended and approval.ended.event, "destination", None)
        )


def _stand(
    found: Transfer,
    state: str,
    on: date | None,
    named: str | None,
    steps: tuple[Step, ...],
    elsewhere: str | None = None,
) -> Stand:
    notice = found.notice
    return Stand(
        found.out,
        state,
        on,
        elsewhere or (notice.elsewhere if notice else None),
        named or (notice.service if notice else None),
        found.children,
        steps,
    )


def _steps(found: Transfer, journey: Journey, rulebook: Rulebook) -> Iterator[Step]:
    since = found.notice.happened_on if found.notice else None
    days = rulebook.law.days(RULE, since, journey.route) if since and rulebook.law else []
    for kind in STEPS:
        done = since if kind is TransferNoticed else found.on(kind)
        due = days[0].on if days and kind in IN_28_DAYS else None
        yield Step(kind.kind, done, due, kind not in OF_CHILDREN or bool(found.children) or done is not None)


def _came(journey: Journey, approval: Approval | None, found: Transfer) -> tuple[str, date | None]:
    if approval is not None:
        return APPROVED, approval.begins_on
    if journey.closed_by is not None:
        return CLOSED, journey.closed_by.event.happened_on
    return OPEN, found.ends_there_on


def _left(approval: Approval, away: Transfer) -> tuple[str, date | None]:
    ends = approval.ends_on
    if ends is not None and (ends <= clock.today() or away.notice is None):
        return LEFT, ends
    return (STAYED, away.dropped_on) if away.dropped_on else (OPEN, ends)
