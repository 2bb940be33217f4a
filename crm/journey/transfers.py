"""The transfer of carers between services (OA-5): how far it has come, and what can be recorded of it (DM-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.journey.event import Event
from crm.journey.events import HouseholdApproved
from crm.journey.history import Row
from crm.journey.household import Household, Journey
from crm.journey.ranges import Route
from crm.journey.saying import SAID, said, sentence
from crm.journey.transfer_events import (
    TRANSFER,
    ResignedElsewhere,
    TransferDropped,
    TransferMeetingHeld,
    TransferNoticed,
    TransferOfficerTold,
)

OF_CHILDREN = (TransferMeetingHeld, TransferOfficerTold)  # what is done only where children move too


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer to us or, with `out`, away from us: the notice that began it, if known, and the other steps."""

    out: bool
    notice: TransferNoticed | None
    since: tuple[Row, ...] = ()

    def on(self, kind: type[Event]) -> date | None:
        """The day of a step; None where it is not on record."""
        return next((row.event.happened_on for row in reversed(self.since) if isinstance(row.event, kind)), None)

    @property
    def dropped_on(self) -> date | None:
        """The day on which the carers said that they stay."""
        return self.on(TransferDropped)

    @property
    def children(self) -> tuple[str, ...]:
        """The children in placement who move too."""
        return self.notice.children if self.notice else ()

    @property
    def ends_there_on(self) -> date | None:
        """The day from which the other service approves them no longer, if they gave notice there."""
        events = (row.event for row in reversed(self.since))
        return next((each.ends_on for each in events if isinstance(each, ResignedElsewhere)), None)


def coming(journey: Journey, by: date | None = None) -> Transfer | None:
    """The transfer in of a journey, as far as it is on record until a day; None on any other route."""
    if journey.route is not Route.TRANSFER_IN:
        return None
    approved = journey.first(HouseholdApproved)
    return _latest([row for row in _until(journey, by) if not approved or row.order < approved.order], out=False)


def going(journey: Journey, by: date | None = None) -> Transfer | None:
    """The latest transfer out of an approval, dropped or not; None if there is none."""
    approved = journey.first(HouseholdApproved)
    if approved is None:
        return None
    found = _latest([row for row in _until(journey, by) if row.order > approved.order], out=True)
    return found if found.notice else None


def _until(journey: Journey, by: date | None) -> list[Row]:
    rows = [row for row in journey.rows if isinstance(row.event, TRANSFER)]
    return [row for row in rows if by is None or row.event.happened_on <= by]


def _latest(rows: list[Row], *, out: bool) -> Transfer:
    """The transfer that the last written notice began; to us there is only one, so that no step is left out."""
    notice, since = None, list(rows)
    for number, row in enumerate(rows, 1):
        if isinstance(row.event, TransferNoticed):
            notice, since = row.event, rows[number:] if out else [each for each in rows if each is not row]
    return Transfer(out, notice, tuple(since))


def moved_along(household: Household) -> frozenset[tuple[str, date]]:
    """The children who came with the household, each with the day on which it was approved here."""
    return frozenset(
        (child.upper(), approval.begins_on)
        for approval in household.approvals
        if (journey := household.journey(approval.journey_id)) and (found := coming(journey))
        for child in found.children
    )


def refusal(household: Household, journey: Journey, event: Event) -> str | None:
    """Why such an event cannot be recorded, in words; None if it can, or it is none."""
    if not isinstance(event, TRANSFER):
        return None
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
    if approval is not None and approval.begins_on < event.happened_on:
        if journey.route is Route.SUPPORTED_LODGINGS:
            return "Hosts of supported lodgings are not foster carers: there is no transfer of them (OA-2)."
        if approval.ends_on is not None and approval.ends_on < event.happened_on:
            return f"The approval ended on {said(approval.ends_on)}."
        return _away(journey, event)
    if approval is not None and isinstance(event, ResignedElsewhere) and event.ends_on > approval.begins_on:
        return (
            f"They are approved here since {said(approval.begins_on)}, and nobody is approved twice: the approval "
            f"there cannot end on {said(event.ends_on)} (DM-1). Correct the approval first."
        )
    if journey.route is not Route.TRANSFER_IN:
        return f"{sentence(SAID[event.kind])} is of carers whom another service approves: on a transfer in (OA-5)."
    if isinstance(event, TransferDropped):
        return "Close the journey if they stay where they are, with the reason."
    found = coming(journey, event.happened_on) or Transfer(False, None)
    return _once(found, event) or _in_order(found, event)


def _away(journey: Journey, event: Event) -> str | None:
    found = going(journey, event.happened_on)
    if isinstance(event, ResignedElsewhere):
        return "They leave us: record the notice of resignation, and where they go (RV-8)."
    if found is None or found.dropped_on is not None:
        return None if isinstance(event, TransferNoticed) else _needs_notice(event)
    return _once(found, event) or _in_order(found, event)


def _once(found: Transfer, event: Event) -> str | None:
    on = found.notice.happened_on if found.notice and isinstance(event, TransferNoticed) else found.on(type(event))
    return f"{sentence(SAID[event.kind])} is on record already, on {said(on)}: correct it instead." if on else None


def _in_order(found: Transfer, event: Event) -> str | None:
    """Each step follows the written notice; two of them are about children in placement."""
    if isinstance(event, TransferNoticed):
        return None
    if found.notice is None:
        return _needs_notice(event)
    if isinstance(event, OF_CHILDREN) and not found.children:
        return (
            f"{sentence(SAID[event.kind])} is about children in placement, and the written notice names none: "
            "correct the notice if a child moves with them (OA-5)."
        )
    return None


def _needs_notice(event: Event) -> str:
    day = said(event.happened_on)
    return f"{sentence(SAID[event.kind])} needs {SAID[TransferNoticed.kind]}, on or before {day} (OA-5)."


def still_approved_there(journey: Journey, event: HouseholdApproved) -> str | None:
    """Nobody is approved by two services at once: the new approval begins when the other has ended (DM-1, OA-5)."""
    found = coming(journey)
    ends_on = found.ends_there_on if found else None
    left = event.left_there_on
    if left is None:
        return "Say on which day the approval by the other service ended: nobody is approved twice at once (DM-1)."
    if ends_on is not None and left < ends_on:
        return f"By the notice that the other service received, the approval there ends on {said(ends_on)} (DM-1)."
    if event.happened_on < left:
        return f"They are approved by the other service until {said(left)}: approve on that day or later (DM-1)."
    return None
