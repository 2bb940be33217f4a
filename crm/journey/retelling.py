"""A journey told again by a later file: what is new, what is a correction, what is merely left out.

A file speaks by what it changes. What it says as the file before it said is no news, even where somebody has
corrected the record since; what it leaves out changes nothing (domain.md section 5, 'Loading').
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from crm.journey.events import (
    MARKS,
    ApprovalRefused,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
)
from crm.journey.history import Row, kept, standing

GIVEN = "reason_given"  # a reason in the council's own words, beside the code 'other'
NOT_RECORDED = "not_recorded"  # a panel's recommendation, for which a tracker has no column
EMPTY: tuple[Any, ...] = (None, (), NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class Change:
    """An event to record; with `corrects`, in the place of that row."""

    event: Event
    corrects: Row | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an earlier file said and this one leaves empty: a field of an event, or (no field) the event itself."""

    event: Event
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What one telling of a journey has to say to what is on record."""

    changes: tuple[Change, ...]
    left_out: tuple[LeftOut, ...]


def difference(told: Sequence[Event], rows: Collection[Row], imported: Collection[int]) -> Difference:
    """Compare a telling with a journey's rows; `imported` are the ids of those that came from files."""
    rows = kept(rows)
    if not rows:
        return Difference(tuple(Change(event) for event in told), ())
    stands = standing(rows)
    before = _last_told(rows, imported)
    changes: list[Change] = []
    left_out: list[LeftOut] = []
    for slot in dict.fromkeys([*map(_slot, told), *(_slot(row.event) for row in before)]):
        step = _Slot(
            told=[event for event in told if _slot(event) == slot],
            before=[row for row in before if _slot(row.event) == slot],
            stands=[row for row in stands if _slot(row.event) == slot],
            rows=rows,
        )
        changes.extend(step.changes(left_out))
    return Difference(tuple(changes), tuple(left_out))


def _slot(event: Event) -> str:
    """What a column of a file speaks of; the two decisions share one."""
    return HouseholdApproved.kind if isinstance(event, ApprovalRefused) else event.kind


def _last_told(rows: Collection[Row], imported: Collection[int]) -> list[Row]:
    """What the files before said at last: rows from files that no other row from a file took back."""
    from_files = [row for row in rows if row.id in imported]
    replaced = {row.corrects_id for row in from_files}
    return [row for row in from_files if row.id not in replaced and not isinstance(row.event, MARKS)]


@dataclass(slots=True)
class _Slot:
    """One kind of event: what is told now, what was told before, and what stands."""

    told: list[Event]
    before: list[Row]
    stands: list[Row]
    rows: Collection[Row]

    def changes(self, left_out: list[LeftOut]) -> Iterator[Change]:
        """Match what is the same first, then pair what is left in order; each pair that differs is a correction."""
        self.before.sort(key=lambda row: row.order)
        fresh = [event for event in self.told if not self._known(event)]
        for event in fresh:
            former = self.before.pop(0) if self.before else None
            target = self._heir(former) if former else self._by_hand(event)
            base = target or former
            if base is None:
                yield Change(event)
                continue
            merged = _merged(event, former.event if former else None, base.event)
            if former is not None:
                left_out.extend(_emptied(event, former.event))
            if merged != base.event:
                yield Change(merged, target)
        left_out.extend(LeftOut(row.event) for row in self.before if self._heir(row) is not None)

    def _known(self, event: Event) -> bool:
        """Whether a file has said this before, or the record says it anyway; that row is then spoken for."""
        for row in self.before:
            if row.event == event:
                self.before.remove(row)
                heir = self._heir(row)
                self.stands = [each for each in self.stands if each is not heir]
                return True
        return any(row.event == event for row in self.stands)

    def _heir(self, row: Row) -> Row | None:
        """The row that now stands where this one was recorded, or None when it was struck out."""
        while (later := next((each for each in self.rows if each.corrects_id == row.id), None)) is not None:
            row = later
        return next((each for each in self.stands if each.id == row.id), None)

    def _by_hand(self, event: Event) -> Row | None:
        """The row in which somebody has recorded the same: of what happens once, the only one; else that day's."""
        return next((row for row in self.stands if event.once or row.event.happened_on == event.happened_on), None)


def _merged(event: Event, former: Event | None, base: Event) -> Event:
    """What stands, with each field replaced that the file fills with something else than it said before."""
    if type(event) is not type(base):
        if not isinstance(event, ApprovalRefused):
            return event
        same_day = former is not None and former.happened_on == event.happened_on
        return base if same_day else replace(base, happened_on=event.happened_on)
    changed = {
        field.name: told
        for field in fields(event)
        if (told := getattr(event, field.name)) not in EMPTY
        and not (type(former) is type(event) and getattr(former, field.name) == told)
    }
    if isinstance(event, HouseholdDeregistered) and changed.keys() & {"reason", GIVEN}:
        changed |= {"reason": event.reason, GIVEN: event.reason_given}
    return replace(base, **changed)


def _emptied(event: Event, former: Event) -> Iterator[LeftOut]:
    """The fields that the file before filled, and this one leaves empty."""
    if type(event) is not type(former):
        if isinstance(former, HouseholdApproved):
            yield LeftOut(former, "places")
        return
    for field in fields(event):
        emptied = getattr(event, field.name) in EMPTY and getattr(former, field.name) not in EMPTY
        if emptied and field.name != GIVEN:
            yield LeftOut(former, field.name)
