"""A whole file in, its rows and everything that is wrong with it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from crm.exchange.tracker import header, households, order, table
from crm.exchange.tracker.columns import REQUIRED, TrackerRow
from crm.exchange.tracker.problems import Findings, Unreadable

Progress = Callable[[int], None]  # told how many rows have been read
EVERY = 500

_EMPTY: tuple[Any, ...] = tuple(TrackerRow._field_defaults.get(name) for name in TrackerRow._fields)
_REFERENCE = TrackerRow._fields.index("reference")
_ROUTE = TrackerRow._fields.index("route")


@dataclass
class Tracker:
    """What a file says: the rows that can be loaded, and the findings."""

    rows: list[TrackerRow] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    told: int = 0  # rows in the file, good and bad, without the header and blank ones
    refused: dict[str, int] = field(default_factory=dict)  # rows with an unreadable cell, by their reference
    columns: frozenset[str] = frozenset()
    whole: bool = True  # False where the header or the table is broken, so that no row can be trusted


def read(
    file: BinaryIO,
    rules: header.Rules,
    loaded: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Tracker:
    """Read a tracker. Unreadable when the file is no table at all; all else is a finding.

    `loaded` gives the first reference of the household for each reference on record.
    """
    tracker = Tracker()
    with table.opened(file) as records:
        try:
            columns = _header(records, rules, tracker)
            if tracker.whole:
                _rows(records, columns, tracker, progress)
        except table.Broken as broken:
            tracker.findings.refuse(broken.row, None, "", broken.says)
            tracker.whole = False
    if tracker.whole:
        if not tracker.told:
            raise Unreadable("the file has a header and no rows; expected one row for each journey")
        households.judge(tracker.rows, tracker.findings, loaded or {}, tracker.refused)
    bad = tracker.findings.bad_rows
    tracker.rows = [row for row in tracker.rows if row.number not in bad] if tracker.whole else []
    tracker.findings.in_order()
    return tracker


def _header(records: table.Rows, rules: header.Rules, tracker: Tracker) -> list[header.Column | None]:
    first = next(records, None)
    if first is None:
        raise Unreadable("the file is blank; expected a first row of column names, and rows under it")
    number, names = first
    if number != header.HEADER_ROW:
        raise Unreadable("row 1 is blank; expected the column names there, and nothing above them")
    columns = header.read(names, rules, tracker.findings)
    tracker.columns = frozenset(column.name for column in columns if column)
    tracker.columns = frozenset(column.name for column in columns if column)
    tracker.whole = not tracker.findings.problems
    return columns


def _rows(
    records: table.Rows, columns: list[header.Column | None], tracker: Tracker, progress: Progress | None
) -> None:
    findings = tracker.findings
    for number, cells in records:
        tracker.told += 1
        row = _row(number, cells, columns, tracker)
        if row is not None:
            order.judge(row, _Shown(cells, columns), findings)
            tracker.rows.append(row)
        if progress is not None and tracker.told % EVERY == 0:
            progress(tracker.told)


def _row(number: int, cells: list[str], columns: list[header.Column | None], tracker: Tracker) -> TrackerRow | None:
    """One row with every cell taken, or None when one of them cannot be."""
    findings = tracker.findings
    good = len(cells) == len(columns) or _fits(number, cells, len(columns), findings)
    values = list(_EMPTY)
    values[0] = number
    for column, cell in zip(columns, cells, strict=False):
        if not cell or column is None:
            continue
        value = column.taken.get(cell)
        if value is None:
            try:
                value = column.take(cell)
            except ValueError as wrong:
                findings.refuse(number, column.name, cell, str(wrong))
                good = False
                continue
            if value is None:
                continue
            if column.remembers:
                column.taken[cell] = value
        values[column.place] = value
    if good and values[_REFERENCE] is not None and values[_ROUTE] is not None:
        return TrackerRow._make(values)
    _refuse(number, values, good, tracker)
    return None


def _refuse(number: int, values: list[Any], good: bool, tracker: Tracker) -> None:
    if good:
        for name in REQUIRED:
            if values[TrackerRow._fields.index(name)] is None:
                tracker.findings.refuse(number, name, "", "empty; expected a value in every row")
    if values[_REFERENCE] is not None:
        tracker.refused.setdefault(values[_REFERENCE], number)


def _fits(number: int, cells: list[str], columns: int, findings: Findings) -> bool:
    """Whether the row has a cell for each column; blank cells too many are nothing."""
    if len(cells) > columns and not any(cell.strip() for cell in cells[columns:]):
        return True
    findings.refuse(number, None, cells[0], f"{len(cells)} cells; expected {columns}, as in the header")
    return False


class _Shown:
    """The text of a row's cells, by column: what a finding shows."""

    __slots__ = ("cells", "columns")

    def __init__(self, cells: list[str], columns: list[header.Column | None]) -> None:
        self.cells = cells
        self.columns = columns

    def __call__(self, name: str) -> str:
        found = (cell for cell, each in zip(self.cells, self.columns, strict=False) if each and each.name == name)
        return next(found, "")
