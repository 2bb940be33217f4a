"""The report's block 'pace' as its page shows it: each count leads to the list behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from crm.exchange.quarterly import paces
from crm.exchange.quarterly.paces import PaceLine
from crm.pages.report_tables import LIST, Cell, parameters
from crm.reports.figures import of_pace
from crm.reports.pace import Pace
from crm.reports.quarterly import Quarterly
from crm.reports.small import shown


@dataclass(frozen=True, slots=True)
class Row:
    """One span in one population: the line, and its counts as they are known on the day, and now."""

    line: PaceLine
    counted: Cell
    inside: Cell
    left_out: Cell


def rows(report: Quarterly, now: Quarterly | None) -> list[Row]:
    """Every line. `now` is the same report as known today, where the report is of a past day."""
    told = list(paces.lines(report))
    if report.suppressed:
        return [_suppressed(each) for each in told]
    there = {(each.population, each.span.name) for each in told}
    since = (each for each in paces.lines(now) if (each.population, each.span.name) not in there) if now else ()
    none_then = (replace(each, pace=report.pace.get((each.population, each.span.name), Pace())) for each in since)
    return [_row(report, now, each) for each in (*told, *none_then)]


def _suppressed(line: PaceLine) -> Row:
    """As published: nothing leads to who is behind it."""
    counted, inside, left_out = (
        Cell(shown(each), "") for each in (line.pace.counted, line.pace.inside, line.pace.left_out)
    )
    return Row(line=line, counted=counted, inside=inside, left_out=left_out)


def _row(report: Quarterly, now: Quarterly | None, line: PaceLine) -> Row:
    later = now.pace.get((line.population, line.span.name), Pace()) if now else line.pace

    def cell(part: str) -> Cell:
        figure = of_pace(line.span.name, part)
        asked = {**parameters(report), "population": line.population, "figure": figure.name}
        told, known = (shown(getattr(each, part)) for each in (line.pace, later))
        return Cell(told, f"{LIST}?{urlencode(asked)}", known if known != told else None)

    return Row(
        line=line,
        counted=cell("counted"),
        inside=cell("inside"),
        left_out=cell("left_out"),
    )
