"""The flow through the stages as the report's page shows it: each number leads to the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from crm import words
from crm.exchange.quarterly.sentences import printed
from crm.journey.flow import Part
from crm.journey.ranges import Population
from crm.pages.report_tables import LIST, Cell, parameters
from crm.reports.figures import of_stage
from crm.reports.quarterly import Quarterly

ALWAYS = (Population.MAINSTREAM, Population.KINSHIP)  # others only where anybody came or was there (B-15)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its name and what it counts."""

    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Table:
    """The stages of one population in their order, each with a cell for each part of the identity; or none."""

    population: str
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def headings() -> list[Heading]:
    """The parts of the identity, as columns."""
    return [Heading(words.said({}, part), of_stage("", part).definition) for part in Part]


def tables(report: Quarterly, now: Quarterly | None) -> list[Table]:
    """A table for mainstream, for kinship, and for any other population of which any journey was in a stage.

    Where none was, it has no rows. `now` is the same report as known today, where the report is of a past day.
    """
    flow = report.stages
    told = (flow, *([now.stages] if now else []))
    there = {population for each in told for population, _, _ in each.counts or {}}
    found = []
    for population, names in flow.order.items():
        rows = ((words.stage(each).text, _cells(report, now, population, each)) for each in names)
        if population in (*ALWAYS, *there):
            found.append(Table(population, tuple(rows) if population in there else ()))
    return found


def _cells(report: Quarterly, now: Quarterly | None, population: Population, stage: str) -> tuple[Cell, ...]:
    cells = []
    for part in Part:
        figure = of_stage(stage, part)
        asked = {**parameters(report), "population": population, "figure": figure.name}
        shown = printed(figure, report.stages.value((population,), stage, part))
        later = printed(figure, now.stages.value((population,), stage, part)) if now else shown
        cells.append(Cell(shown, f"{LIST}?{urlencode(asked)}", later if later != shown else None))
    return tuple(cells)
