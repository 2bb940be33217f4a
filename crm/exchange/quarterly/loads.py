"""The caseload as lines: approved households and open assessments, with how many workers and each one's share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from crm import words
from crm.formatters import count
from crm.report_words import WORK as LABELS
from crm.reports.figures import MEMBERS
from crm.reports.quarterly import Quarterly
from crm.reports.steps import HELD, NOBODY, WORK


@dataclass(frozen=True, slots=True)
class Load:
    """One of the two in one population, or in all of a total's: `average` is of those whom somebody works with."""

    population: str
    what: str
    held: int
    nobody: int
    workers: int
    average: Decimal | None

    @property
    def label(self) -> str:
        """'Approved households'."""
        return LABELS[self.what]

    @property
    def sentence(self) -> str:
        """The line for a terminal."""
        each = f", {self.average} each on average" if self.average is not None else ""
        own = f"{self.held:,} with {count(self.workers, 'worker')}{each}; {self.nobody:,} with nobody"
        return f"{self.label}, {words.POPULATIONS[self.population].lower()}: {own}.".replace("\xa0", " ")


def loads(report: Quarterly) -> Iterator[Load]:
    """Every population, also where nobody has any; nothing of a period that has not begun."""
    if (found := report.caseload) is None:
        return
    for what in WORK:
        for population, members in MEMBERS.items():
            yield Load(
                population,
                what,
                found.value(members, what, HELD),
                found.value(members, what, NOBODY),
                len(found.workers(members, what)),
                found.average(members, what),
            )


def some(report: Quarterly) -> Iterator[Load]:
    """Those in which there is anything, and always the total."""
    return (each for each in loads(report) if each.held or each.nobody or each.population == "all")


def figures(report: Quarterly) -> Iterator[tuple[str, str, str, int]]:
    """Population, name of the figure, label and number, for files and packs."""
    for each in loads(report):
        for line, number in ((HELD, each.held), (NOBODY, each.nobody), ("workers", each.workers)):
            name = f"caseload.{each.what}.{line}"
            yield each.population, name, words.figure(name), number
