"""What was measured, beside its goal, and the table that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One measure. `measured` and `goal` are in `unit`; a ratio has none. Without a goal it is for information.

    `how` says what the number is made of: the two times of a ratio, or the size of what was measured.
    """

    what: str
    measured: float
    goal: float | None = None
    unit: str = ""
    how: str = ""

    @property
    def within(self) -> str:
        """Whether the goal is reached: the goal itself still is."""
        if self.goal is None:
            return ""
        return "yes" if self.measured <= self.goal else "NO"


def table(outcomes: Iterable[Outcome]) -> str:
    """The outcomes as a table of plain text, in the order in which they were measured."""
    rows = [("what", "measured", "goal", "within", "made of")]
    for each in outcomes:
        goal = "" if each.goal is None else f"at most {_number(each.goal, each.unit)}"
        rows.append((each.what, _number(each.measured, each.unit), goal, each.within, each.how))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in (lines[0], "-" * sum(widths), *lines[1:]))


def _number(value: float, unit: str) -> str:
    shown = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    return f"{shown} {unit}".rstrip()
