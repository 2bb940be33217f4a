"""What happens while a household is approved, and the law's clocks wait for or begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from crm.journey.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class UnannouncedVisitMade(Event):
    """The supervising social worker came without saying so before: once a year at least (RV-12)."""

    kind: ClassVar[str] = "unannounced_visit_made"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StandardsEvidenced(Event):
    """The training, support and development standards are evidenced (TSD-1); a household may share one workbook."""

    kind: ClassVar[str] = "standards_evidenced"
    rank: ClassVar[int] = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class GuardianshipNoticed(Event):
    """The carers gave notice that they will apply for a special guardianship order, three months later or after.

    The approval stands: it ends with the order (KC-12).
    """

    kind: ClassVar[str] = "guardianship_noticed"
    rank: ClassVar[int] = 9
    once: ClassVar[bool] = False


CARE: tuple[type[Event], ...] = (UnannouncedVisitMade, StandardsEvidenced, GuardianshipNoticed)
