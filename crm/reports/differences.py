"""What differs between two readings of one report: a frozen pack and another, or a pack and what is known today."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from crm.reports import rows
from crm.reports.rows import Key, Row, Rows

Value = int | float | None
# Times that journeys took, which the lines of those that are counted explain.
TIMES = {"median": "counted", "ninetieth": "counted"}


@dataclass(frozen=True, slots=True)
class Flat:
    """One figure: which it is, what it is called, and what it says; None where there is none yet."""

    key: Key
    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class Reading:
    """Every figure of a report as it was read once, and the rows behind those that are asked for.

    `marks`: the last event and the last tie that were on record; None for those of this moment.
    """

    known_on: date
    begun: bool
    figures: Mapping[Key, Flat]
    rows: Callable[[Collection[Key]], Rows]
    marks: tuple[int, int] | None = None
    lacks: Collection[str] = ()  # blocks that the report did not have when it was read: they are no 0

    def value(self, key: Key) -> Value:
        """What a figure says; 0 of a part that nobody was in, None where there is nothing to say."""
        if self.without(key):
            return None
        if key in self.figures:
            return self.figures[key].value
        return 0 if self.begun and key[2].rpartition(".")[2] not in TIMES else None

    def without(self, key: Key) -> bool:
        """Whether the figure is of a block that the report did not have."""
        return key[2].partition(".")[0] in self.lacks


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that says something else in the later reading; with the rows behind it that are not in both."""

    key: Key
    label: str
    then: Value
    now: Value
    gone: tuple[Row, ...] = ()
    came: tuple[Row, ...] = ()


def differences(then: Reading, now: Reading) -> list[Difference]:
    """Every figure that differs, in the report's order, without its rows."""
    every = {**then.figures, **now.figures}
    return [
        Difference(key, flat.label, then.value(key), now.value(key))
        for key, flat in every.items()
        if then.value(key) != now.value(key) and not then.without(key) and not now.without(key)
    ]


def with_rows(found: Collection[Difference], then: Reading, now: Reading) -> Iterator[Difference]:
    """The same with the rows that were behind a figure and are not any more, and those that came."""
    keys = {each.key: _told_by(each.key) for each in found}
    before, after = (reading.rows(set(keys.values())) for reading in (then, now))
    for each in found:
        was, stands = (rows.of(kept, keys[each.key]) for kept in (before, after))
        same = set(was) & set(stands)
        gone, came = (tuple(row for row in one if row not in same) for one in (was, stands))
        yield Difference(each.key, each.label, each.then, each.now, gone, came)


def _told_by(key: Key) -> Key:
    """The figure whose lines explain another: a median's are those of the journeys counted."""
    column, population, name = key
    block, _, line = name.rpartition(".")
    return (column, population, f"{block}.{TIMES[line]}") if line in TIMES else key
