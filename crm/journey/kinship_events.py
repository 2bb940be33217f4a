"""How a kinship journey begins, and children fostered by those who will adopt them. No bed is moved (B-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.journey.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class KinReferred(Event):
    """A relative or friend was named for children: by a social worker, the family or a court. References only."""

    kind: ClassVar[str] = "kin_referred"
    rank: ClassVar[int] = 0
    named_children: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ViabilityAssessed(Event):
    """Somebody looked whether they could care for the child at all: `positive`, or `negative` (KC-8)."""

    kind: ClassVar[str] = "viability_assessed"
    rank: ClassVar[int] = 2
    once: ClassVar[bool] = False
    outcome: str = "positive"


@dataclass(frozen=True, kw_only=True, slots=True)
class AdopterApprovedForChild(Event):
    """Approved prospective adopters are temporarily approved to foster a named child (reg 25A, KC-10)."""

    kind: ClassVar[str] = "adopter_approved_for_child"
    rank: ClassVar[int] = 3
    once: ClassVar[bool] = False
    named_children: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AdopterApprovalEnded(Event):
    """That approval ends, and why: `placement_ended`, `no_adopter`, `adoption_placement` or `notice` (KC-10).

    `ends_on` is the first day that it does not cover, stored with the event: of a notice, 28 days after it (DC-5).
    """

    kind: ClassVar[str] = "adopter_approval_ended"
    rank: ClassVar[int] = 4
    once: ClassVar[bool] = False
    ends_on: date
    reason: str = "placement_ended"


REFERRAL: tuple[type[Event], ...] = (KinReferred, ViabilityAssessed)
ADOPTERS: tuple[type[Event], ...] = (AdopterApprovedForChild, AdopterApprovalEnded)
