"""The tables of the quarterly report as the page shows them: each number with the address of the list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from crm import words
from crm.exchange.quarterly.sentences import printed
from crm.reports import funnel
from crm.reports.figures import ALL, FIGURES, Figure, Source, of_block, told_of
from crm.reports.funnel import Ratio
from crm.reports.quarterly import Column, Quarterly
from crm.reports.scope import Scope

FOSTERING = ("mainstream", "kinship", ALL)
APART = ("supported_lodgings",)
STRONG = (Source.OPENING, Source.CLOSING, Source.NET)
LIST = "/reports/quarterly/households"
OF_AGENCIES = (
    ("activity.enquiries", ALL),
    ("activity.approvals", "mainstream"),
    ("activity.approvals", "kinship"),
    ("activity.deregistrations", "mainstream"),
    ("activity.deregistrations", "kinship"),
    ("places.net", "mainstream"),
    ("places.net", ALL),
    ("places.closing", "mainstream"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is printed; where its households are; what it is now, where that differs; and its share."""

    shown: str | None
    href: str
    now: str | None = None
    share: Ratio | None = None
    few: bool = False  # in a published copy: the share is of so few that one more would move it far


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, with what its figure means."""

    label: str
    definition: str
    cells: tuple[Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Pane:
    """One population of one period: its figures as known on the day, and now; and the address of their lists."""

    column: Column
    now: Column | None
    population: str
    address: str

    def cell(self, figure: Figure, share: Ratio | None = None) -> Cell:
        shown = printed(figure, self.column.value(self.population, figure.name))
        now = printed(figure, self.now.value(self.population, figure.name)) if self.now else shown
        return Cell(shown, self.address + figure.name, now if now != shown else None, share)


@dataclass(frozen=True, slots=True)
class Tables:
    """Makes the tables of a report. `now` is the same report as known today, where the report is of a past day."""

    report: Quarterly
    now: Quarterly | None = None

    def block(self, *blocks: str) -> list[Row]:
        """The lines of blocks, mainstream, kinship and all side by side in each period."""
        return self._rows(self._figures(*blocks), self._panes(FOSTERING))

    def apart(self) -> list[Row]:
        """Supported lodgings, which are in no total (B-15): every line in which anything stands."""
        panes = self._panes(APART)
        standing = (
            figure
            for figure in self._figures("activity", "households", "places")
            if any(pane.column.value(pane.population, figure.name) for pane in panes)
        )
        return self._rows(standing, panes)

    def funnel(self) -> list[Row]:
        """Each step of the funnel with its share of the step before."""
        panes = self._panes(FOSTERING)
        steps = [funnel.steps(pane.column, pane.population) for pane in panes]
        rows = []
        for number, name in enumerate(funnel.EVENTS):
            of_previous = [each[number].of_previous for each in steps]
            cells = tuple(pane.cell(FIGURES[name], ratio) for pane, ratio in zip(panes, of_previous, strict=True))
            marked = tuple(replace(cell, few=self._few(cell.share)) for cell in cells)
            rows.append(Row(words.figure(name), FIGURES[name].definition, marked))
        return rows

    def _few(self, share: Ratio | None) -> bool:
        told = self.report.suppressed
        return bool(told and share and share.denominator and share.denominator < told.rule.base)

    def waterfall(self) -> list[tuple[str, int, str]]:
        """The mainstream beds from opening to closing, for the chart."""
        column = self.report.this
        return [
            (
                words.figure(figure.name),
                figure.sign * (column.value("mainstream", figure.name) or 0),
                "move" if figure.moves else "total",
            )
            for figure in self._figures("places")
            if figure.source != Source.NET
        ]

    def funnel_bars(self) -> list[tuple[str, int | None, int | None]]:
        """The mainstream steps of this period and of the same period last year, for the chart."""
        this, before = (funnel.steps(column, "mainstream") for column in self.report.columns[:2])
        return [(words.figure(now.name), now.count, then.count) for now, then in zip(this, before, strict=True)]

    def agencies(self) -> Iterator[tuple[str, list[Cell], bool | None]]:
        """Of a hub, some figures of each agency, and whether all of its figures reconcile."""
        later = self.now.agencies if self.now else [(None, None)] * len(self.report.agencies)
        for (council, column), (_, now) in zip(self.report.agencies, later, strict=True):
            cells = [
                self._pane(column, now, population, self.report.scope.alone(council)).cell(FIGURES[name])
                for name, population in OF_AGENCIES
            ]
            yield council.name, cells, column.reconciles

    def hub(self) -> list[Cell]:
        """The same figures of the hub: what its agencies add up to, a household of several in each of them."""
        return [self.cell(name, population) for name, population in OF_AGENCIES]

    def cell(self, name: str, population: str) -> Cell:
        """One number of the period."""
        now = self.now.this if self.now else None
        return self._pane(self.report.this, now, population, self.report.scope).cell(FIGURES[name])

    def _figures(self, *blocks: str) -> Iterator[Figure]:
        for figure in of_block(*blocks):
            if told_of(figure, self.report.scope):
                yield figure

    def _panes(self, populations: tuple[str, ...]) -> list[Pane]:
        later = self.now.columns if self.now else (None, None, None)
        return [
            self._pane(column, now, population, self.report.scope)
            for column, now in zip(self.report.columns, later, strict=True)
            for population in populations
        ]

    def _pane(self, column: Column, now: Column | None, population: str, scope: Scope) -> Pane:
        asked = {**parameters(self.report, column, scope), "population": population, "figure": ""}
        return Pane(column, now, population, f"{LIST}?{urlencode(asked)}")

    def _rows(self, figures: Iterator[Figure], panes: list[Pane]) -> list[Row]:
        return [
            Row(
                words.figure(figure.name),
                figure.definition,
                tuple(pane.cell(figure) for pane in panes),
                figure.source in STRONG,
            )
            for figure in figures
        ]


def parameters(report: Quarterly, column: Column | None = None, scope: Scope | None = None) -> dict[str, str]:
    """The question that a report answers, as an address has it; or a column of it, or one of its agencies."""
    asked, period = scope or report.scope, (column or report.this).period
    return {
        **asked.parameters,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "known_on": report.known_on.day.isoformat(),
    }
