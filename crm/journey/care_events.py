"""What the standards want to be done while a household is approved, and the law's clocks wait for."""

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


CARE: tuple[type[Event], ...] = (UnannouncedVisitMade, StandardsEvidenced)
