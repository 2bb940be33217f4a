"""What was known at a moment: rows as they were recorded, less those that other rows took back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crm.journey.events import MARKS, Event, Withdrawn
from crm.journey.ranges import Route


@dataclass(frozen=True, slots=True)
class Row:
    """One event as the ledger holds it."""

    id: int
    journey_id: int
    route: Route
    event: Event
    recorded_at: datetime
    corrects_id: int | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """By day; within a day in the order in which things can have happened, then as recorded."""
        return (self.event.happened_on, self.event.rank, self.id)


def standing(rows: Iterable[Row], at: datetime | None = None) -> list[Row]:
    """The rows that stand at a moment, in order: those recorded by then that nothing takes back.

    First the rows that were withdrawn (an undone history load) go, together with what withdrew them, as if
    never recorded. Of the rest, each row that another corrects gives way to it; a striking-out leaves nothing.
    """
    recorded = [row for row in rows if at is None or row.recorded_at <= at]
    gone = {row.corrects_id for row in recorded if isinstance(row.event, Withdrawn)}
    if gone:
        recorded = [row for row in recorded if row.id not in gone]
    corrected = {row.corrects_id for row in recorded if row.corrects_id is not None}
    if len(recorded) == 1:
        return [] if isinstance(recorded[0].event, MARKS) else recorded
    return sorted(
        (row for row in recorded if row.id not in corrected and not isinstance(row.event, MARKS)),
        key=lambda row: row.order,
    )
