"""The caseload as the report's page shows it; by worker, with names, for those who may see who works with whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from crm.exchange.quarterly import loads
from crm.exchange.quarterly.loads import Load
from crm.pages.report_tables import LIST, Cell, parameters
from crm.reads.names import names_of
from crm.reports.figures import ALL, MEMBERS, of_caseload
from crm.reports.quarterly import Quarterly
from crm.reports.steps import HELD, NOBODY, WORK

BY_WORKER = "today.view"  # whoever may see it may see the page of who has what


@dataclass(frozen=True, slots=True)
class Row:
    """A line, with what somebody has and what nobody has."""

    load: Load
    held: Cell
    nobody: Cell


def rows(report: Quarterly, now: Quarterly | None) -> list[Row]:
    """Every line. `now` is the same report as known today, where the report is of a past day."""
    found = []
    for each in loads.some(report):
        cells = (_cell(report, now, each.population, each.what, whose) for whose in (HELD, NOBODY))
        found.append(Row(each, *cells))
    return found


def workers(report: Quarterly) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """By name what each worker has of everything but supported lodgings: for those who may see it."""
    if (held := report.caseload) is None:
        return
    members = MEMBERS[ALL]
    every = sorted({each for what in WORK for each in held.workers(members, what)})
    names = names_of(every)
    for number in sorted(every, key=lambda each: names[each].casefold()):
        yield names[number], tuple(_cell(report, None, ALL, what, f"w{number}") for what in WORK)


def _cell(report: Quarterly, now: Quarterly | None, population: str, what: str, whose: str) -> Cell:
    figure = of_caseload(what, whose)
    asked = {**parameters(report), "population": population, "figure": figure.name}
    told = [each.caseload for each in (report, now or report)]
    shown, known = (f"{each.value(MEMBERS[population], what, whose) if each else 0:,}" for each in told)
    return Cell(shown, f"{LIST}?{urlencode(asked)}", known if known != shown else None)
