"""Carers go from one service to another, step by step, as the protocol has it (OA-5): to us, or away from us.

Before the approval on a journey these are of the transfer in, after it of a transfer out. The other
service is said by its name, as with the approval that follows; children are references only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.journey.event import Event

WITH_CHILDREN, ALONE = "with_children", "alone"


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferNoticed(Event):
    """The service that approved the carers was told in writing that they want to go to another.

    `elsewhere` is a code of the agency's list of destinations, `service` what the other service is called, and
    `children` those in placement with them who would move too.
    """

    kind: ClassVar[str] = "transfer_noticed"
    rank: ClassVar[int] = 2
    once: ClassVar[bool] = False
    elsewhere: str | None = None
    service: str | None = None
    children: tuple[str, ...] = ()

    @property
    def moving(self) -> str:
        """Whether children are in placement: then there is a meeting, and their reviewing officer is told."""
        return WITH_CHILDREN if self.children else ALONE


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferMeetingHeld(Event):
    """Both services and whoever placed the children met, within 28 days of the written notice."""

    kind: ClassVar[str] = "transfer_meeting_held"
    rank: ClassVar[int] = 7
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferOfficerTold(Event):
    """The independent reviewing officer of the children was told."""

    kind: ClassVar[str] = "transfer_officer_told"
    rank: ClassVar[int] = 7
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferReferencePassed(Event):
    """The reference of the service that the carers leave reached the one that they go to."""

    kind: ClassVar[str] = "transfer_reference_passed"
    rank: ClassVar[int] = 7
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ResignedElsewhere(Event):
    """The other service received the carers' notice; its approval ends on `ends_on`, and ours begins then (DM-1).

    The day is stored with the event, so that a later change of the rule does not move it (DC-5).
    """

    kind: ClassVar[str] = "resigned_elsewhere"
    rank: ClassVar[int] = 7
    ends_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferDropped(Event):
    """The carers stay with us after all: nothing of the protocol is waited for any more."""

    kind: ClassVar[str] = "transfer_dropped"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False


TRANSFER: tuple[type[Event], ...] = (
    TransferNoticed,
    TransferMeetingHeld,
    TransferOfficerTold,
    TransferReferencePassed,
    ResignedElsewhere,
    TransferDropped,
)
