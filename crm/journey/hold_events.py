"""A journey that pauses, and goes on: the law's time to panel does not stop for it (rules section 6.2, ON_HOLD)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.journey.event import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldStarted(Event):
    """The household cannot go on for a while, or asked not to; `review_on` is the day to look at it again."""

    kind: ClassVar[str] = "hold_started"
    rank: ClassVar[int] = 12
    once: ClassVar[bool] = False
    reason: str | None = None
    review_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldEnded(Event):
    """The journey goes on after a hold."""

    kind: ClassVar[str] = "hold_ended"
    rank: ClassVar[int] = 12
    once: ClassVar[bool] = False
