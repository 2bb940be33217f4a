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


def kept(rows: Iterable[Row]) -> list[Row]:
    """The rows that were not withdrawn (an undone history load), as if those that were had never been recorded.

    A correction of a withdrawn correction is one of what that corrected: it is the later word on the same event.
    """
    every = list(rows)
    gone = {row.corrects_id for row in every if isinstance(row.event, Withdrawn)}
    if not gone:
        return every
    past = {row.id: row.corrects_id for row in every if row.id in gone}
    return [_past(row, past) for row in every if row.id not in gone and not isinstance(row.event, Withdrawn)]


def standing(rows: Iterable[Row], at: datetime | None = None) -> list[Row]:
    """The rows that stand at a moment, in order: those recorded by then that nothing takes back.

    First the rows that were withdrawn go (`kept`). Of the rest, each row that another corrects gives way to it; a
    striking-out leaves nothing.
    """
    recorded = kept(row for row in rows if at is None or row.recorded_at <= at)
    if len(recorded) == 1:
        return [] if isinstance(recorded[0].event, MARKS) else recorded
    corrected = {row.corrects_id for row in recorded if row.corrects_id is not None}
    stand = [row for row in recorded if row.id not in corrected and not isinstance(row.event, MARKS)]
    if corrected:
        before = {row.id: row.corrects_id for row in recorded if row.corrects_id is not None}
        stand = [_in_place(row, before) for row in stand]
    return sorted(stand, key=lambda row: row.order)


def _past(row: Row, withdrawn: Mapping[int, int | None]) -> Row:
    """A correction with what it corrects once the withdrawn rows between them are gone."""
    target = row.corrects_id
    if target not in withdrawn:
        return row
    while target is not None and withdrawn.get(target) is not None:
        target = withdrawn[target]
    return replace(row, corrects_id=target)


def _in_place(row: Row, before: Mapping[int, int]) -> Row:
    """A correction with the place of what it corrects: among equals of one day it must not become the last."""
    first = row.id
    while first in before:
        first = before[first]
    return row if first == row.id else replace(row, first_id=first)
