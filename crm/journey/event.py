"""What all events have: a kind, a day, and a place among those of one day. The kinds are in `events`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened on a day."""

    kind: ClassVar[str]
    rank: ClassVar[int]
    once: ClassVar[bool] = True  # at most one that stands in a journey

    happened_on: date
