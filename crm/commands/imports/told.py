"""What a file tells of one journey, and what became of it: the words between a format and the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from crm.commands.following import Followed
from crm.journey.events import Event
from crm.journey.ranges import Route

Progress = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True, slots=True)
class Told:
    """One journey as a row of a file tells it; `row` is its number in the spreadsheet."""

    row: int
    reference: str
    household_reference: str | None
    route: Route
    name: str | None
    postcode: str | None
    recorded_on: date | None
    events: tuple[Event, ...]


@dataclass(frozen=True)
class File:
    """The file itself: what it is called, the SHA-256 of its bytes, and how many rows it has and lost."""

    name: str
    digest: str
    told: int
    refused: int


@dataclass(frozen=True, slots=True)
class Said:
    """Something to say of a row: about an event of it, or one field of that event, or a column that is no event."""

    row: int
    message: str
    event: Event | None = None
    field: str | None = None


@dataclass
class Outcome:
    """What a load did, or would do."""

    batch: int | None = None  # None: nothing was loaded
    refused: list[Said] = field(default_factory=list)
    noted: list[Said] = field(default_factory=list)
    begun: int = 0  # journeys that were not on record
    changed: int = 0  # journeys on record to which something was added, or in which something was corrected
    unchanged: int = 0
    events: int = 0
    corrections: int = 0
    followed: list[Followed] = field(default_factory=list)  # placements that end otherwise since
