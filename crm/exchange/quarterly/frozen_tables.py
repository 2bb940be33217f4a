"""The tables of a frozen pack: each figure as it was frozen, and what it is today where that differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from crm import words
from crm.exchange.quarterly.flat import BLOCKS, block_of, definition
from crm.exchange.quarterly.sentences import printed
from crm.reads.frozen import PackSeen
from crm.reports.differences import Flat, Reading, Value, differences
from crm.reports.figures import MEMBERS, named
from crm.reports.period import Period
from crm.reports.rows import COLUMNS, THIS, Key

SIDE_BY_SIDE = ("", "activity", "households", "places", "cohort", "stages", "pace")
COLUMN = {
    "this": "This period",
    "same_period_last_year": "Same period last year",
    "last_full_year": "Last full year",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it was frozen, and as it is today where that differs, with the way to why."""

    then: str | None
    now: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in words, in each population or in the one that is named."""

    label: str
    definition: str | None
    population: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the report. `wide`: its figures stand in each population, side by side."""

    id: str
    title: str
    wide: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The tables of the period itself, those that it is compared with, and how many figures differ today."""

    this: tuple[Table, ...]
    compared: tuple[tuple[str, Period, tuple[Table, ...]], ...]
    differs: int


def view(pack: PackSeen, then: Reading, now: Reading) -> View:
    """Everything that the page of a pack shows."""
    compared = (
        (COLUMN[COLUMNS[1]], pack.period.same_last_year, tuple(_tables(pack, COLUMNS[1], then, now))),
        (COLUMN[COLUMNS[2]], pack.period.last_full_year, tuple(_tables(pack, COLUMNS[2], then, now))),
    )
    return View(tuple(_tables(pack, THIS, then, now)), compared, len(differences(then, now)))


def shown(name: str, value: Value) -> str | None:
    """A figure as it is printed: a movement with its sign, a time with its decimals; None if there is none."""
    if isinstance(value, float):
        return f"{value:g}"
    figure = named(name)
    return printed(figure, value) if figure is not None else None if value is None else f"{value:,}"


def _tables(pack: PackSeen, column: str, then: Reading, now: Reading) -> Iterator[Table]:
    """The parts of one column; of lists only the lines in which anything stands."""
    told = {**then.figures, **now.figures}.items()
    every = [flat for key, flat in told if key[0] == column and not then.without(key)]
    order = ["activity", "households", "places", "", *BLOCKS]
    every.sort(key=lambda flat: order.index(block_of(flat.key[2])))
    for block, found in groupby(every, key=lambda flat: block_of(flat.key[2])):
        own = list(found)
        wide = block in SIDE_BY_SIDE
        lines = tuple(_wide(pack, column, own, then, now) if wide else _narrow(pack, own, then, now))
        if lines:
            yield Table(f"{column}-{block or 'kept'}", BLOCKS.get(block, "Approved and still active"), wide, lines)


def _wide(pack: PackSeen, column: str, own: list[Flat], then: Reading, now: Reading) -> Iterator[Line]:
    for name, label in {flat.key[2]: flat.label for flat in own}.items():
        cells = tuple(_cell(pack, (column, population, name), then, now) for population in MEMBERS)
        yield Line(label, definition(name), "", cells)


def _narrow(pack: PackSeen, own: list[Flat], then: Reading, now: Reading) -> Iterator[Line]:
    for flat in own:
        _, population, name = flat.key
        if then.value(flat.key) or now.value(flat.key):
            said = words.POPULATIONS[population]
            yield Line(flat.label, definition(name), said, (_cell(pack, flat.key, then, now),))


def _cell(pack: PackSeen, key: Key, then: Reading, now: Reading) -> Cell:
    was, stands = then.value(key), now.value(key)
    if was == stands:
        return Cell(shown(key[2], was))
    asked = urlencode({"figure": key[2]})
    return Cell(shown(key[2], was), shown(key[2], stands) or "none", f"/reports/packs/{pack.id}/changes?{asked}")
