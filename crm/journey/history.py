"""What was known at a moment: rows as they were recorded, less those that other rows took back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from crm.journey.events import MARKS, Event, Withdrawn
from crm.journey.ranges import Route


@dataclass(frozen=True, slots=True)
class Row:
    """One event as the ledger holds it; `first_id` is where the corrections that led to it began (`standing`)."""

    id: int
    journey_id: int
    route: Route
    event: Event
    recorded_at: datetime
    corrects_id: int | None = None
    first_id: int | None = field(default=None, compare=False)

    @property
    def order(self) -> tuple[object, ...]:
        """By day; within a day in the order in which things can have happened, then as first recorded."""
        return (self.event.happened_on, self.event.rank, self.first_id or self.id)


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
    stand = [row for row in recorded if row.id not in corrected and not isinstance(row.event, MARKS)]
    if corrected:
        before = {row.id: row.corrects_id for row in recorded if row.corrects_id is not None}
        stand = [_in_place(row, before) for row in stand]
    return sorted(stand, key=lambda row: row.order)


def _in_place(row: Row, before: Mapping[int, int]) -> Row:
    """A correction with the place of what it corrects: among equals of one day it must not become the last."""
    first = row.id
    while first in before:
        first = before[first]
    return row if first == row.id else replace(row, first_id=first)
