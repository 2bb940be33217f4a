"""Why it ended, as the report's page shows it: of journeys and of approvals, each count with its list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from crm.exchange.quarterly import marks, why_ended
from crm.exchange.quarterly.why_ended import WhyLine
from crm.journey.ranges import Population
from crm.pages.report_tables import LIST, Cell, parameters
from crm.reports.quarterly import Quarterly
from crm.reports.small import Printed, shown

BLOCKS = (
    ("ended", "Ended without an approval", ("Stage", "Reason", "Whose decision"), "Journeys"),
    ("left", "Approvals that ended", ("Reason", "Went to", "Started by"), "Households"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """One of the two: its columns in words, what is counted, its lines with their counts, and the total."""

    name: str
    title: str
    columns: tuple[str, str, str]
    unit: str
    rows: tuple[tuple[WhyLine, Cell], ...]
    total: str  # what the parts come to


def tables(report: Quarterly, now: Quarterly | None) -> list[Table]:
    """Both; of a published copy those of which it tells. `now` is what is known today, of a past day's report."""
    found = []
    for name, title, columns, unit in BLOCKS:
        if not marks.tells(report, name):
            continue
        read = why_ended.ended if name == "ended" else why_ended.left
        known = list(read(now)) if now and marks.kept(report, name) else None
        later = None if known is None else {(each.population, each.figure.name): each.count for each in known}
        there = list(read(report))
        rows = tuple((each, _cell(report, later, each)) for each in (*there, *_since(there, known or [])))
        found.append(Table(name, title, columns, unit, rows, shown(why_ended.total(report, name))))
    return found


def _since(told: list[WhyLine], known: list[WhyLine]) -> Iterator[WhyLine]:
    """What is known only since the report's day: none then, and so many now."""
    there = {(each.population, each.figure.name) for each in told}
    for each in known:
        if (each.population, each.figure.name) not in there:
            yield replace(each, count=0)


def _cell(report: Quarterly, later: dict[tuple[Population, str], Printed] | None, line: WhyLine) -> Cell:
    asked = {**parameters(report), "population": line.population.value, "figure": line.figure.name}
    if not marks.kept(report, line.block):
        return Cell(line.shown, "")  # nothing leads to who is behind it
    known = line.shown if later is None else shown(later.get((line.population, line.figure.name), 0))
    return Cell(line.shown, f"{LIST}?{urlencode(asked)}", known if known != line.shown else None)
