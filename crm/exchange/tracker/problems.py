"""What is wrong with a file, as values: where, what stands there, and what was expected."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm.errors import Refused

LONGEST_SHOWN = 60
MOST_PROBLEMS = 100_000  # a file with more is not a tracker with mistakes in it


class Unreadable(Refused):
    """The file as a whole is no tracker: empty, of another kind, or too large."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that is refused, or that is loaded and should be looked at.

    `says` is what is wrong and what was expected. A finding about a whole row has no column.
    """

    row: int
    column: str | None
    value: str
    says: str

    def __str__(self) -> str:
        if self.column is None:
            return f"row {self.row}: {self.says}"
        return f"row {self.row}, column {self.column}, '{shown(self.value)}': {self.says}"


@dataclass
class Findings:
    """What was found in one file, in the order of its rows."""

    problems: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    bad_rows: set[int] = field(default_factory=set)

    def refuse(self, row: int, column: str | None, value: str, says: str) -> None:
        """This row cannot be loaded; Unreadable when there is no end of them."""
        self.problems.append(Finding(row, column, value, says))
        self.bad_rows.add(row)
        if len(self.problems) >= MOST_PROBLEMS:
            raise Unreadable(f"more than {MOST_PROBLEMS:,} cells are wrong; the first: {self.problems[0]}")

    def warn(self, row: int, column: str | None, value: str, says: str) -> None:
        """This row is loaded, and somebody should look at it."""
        self.warnings.append(Finding(row, column, value, says))

    def in_order(self) -> None:
        """Sort both lists by row; findings of one row stay as they were found."""
        self.problems.sort(key=lambda each: each.row)
        self.warnings.sort(key=lambda each: each.row)


def shown(value: str, longest: int = LONGEST_SHOWN) -> str:
    """A value on one line of a message: control characters made visible, cut after 60 characters."""
    cut = value[:longest] + "..." if len(value) > longest else value
    if cut.isprintable():
        return cut
    return "".join(each if each.isprintable() else _escaped(each) for each in cut)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
