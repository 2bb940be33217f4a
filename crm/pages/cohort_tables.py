"""The funnel's two views side by side, as the report's page shows them: each number leads to the list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from crm.pages.report_tables import LIST, Cell, parameters
from crm.report_words import STEPS
from crm.reports import funnel
from crm.reports.figures import FIGURES, Figure, of_cohort
from crm.reports.funnel import Ratio
from crm.reports.quarterly import Quarterly
from crm.reports.steps import Part, Step

ALWAYS = ("mainstream", "kinship")  # others only where anybody enquired (B-15)
APART = ("supported_lodgings",)


@dataclass(frozen=True, slots=True)
class Row:
    """A step: its events of the period with their shares, and the cohort's with theirs."""

    label: str
    period: Cell
    of_previous: Ratio | None
    of_enquiries: Ratio | None
    reached: Cell
    cohort_of_previous: Ratio | None
    cohort_of_enquiries: Ratio | None
    ended: Cell
    there: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """A population: its steps, and the places that came of the cohort, at first and on the known-on day."""

    population: str
    rows: tuple[Row, ...]
    places: Cell
    places_now: Cell


def tables(report: Quarterly, now: Quarterly | None) -> Iterator[Table]:
    """One a population. `now` is the same report as known today, where the report is of a past day."""
    for population in (*ALWAYS, *APART):
        told = funnel.followed(report, population)
        if told and (population in ALWAYS or told[0].reached):
            yield _table(report, now, population)


def headings() -> list[tuple[str, str]]:
    """The columns of the cohort view with what they mean."""
    named = {Part.REACHED: "Came so far", Part.ENDED: "Ended there", Part.THERE: "Still there"}
    named |= {Part.PLACES: "Approved with", Part.PLACES_NOW: "Places that they have"}
    return [(label, of_cohort(Step.APPROVAL, part).definition) for part, label in named.items()]


def _table(report: Quarterly, now: Quarterly | None, population: str) -> Table:
    asked = {**parameters(report), "population": population}

    def cell(figure: Figure, count: int | None, later: int | None) -> Cell:
        shown, known = (f"{each or 0:,}" for each in (count, later))
        address = f"{LIST}?{urlencode({**asked, 'figure': figure.name})}"
        return Cell(shown, address, known if now is not None and known != shown else None)

    def cohort(step: Step, part: Part) -> Cell:
        counts = (funnel.part_of(each, population, step, part) for each in (report, now or report))
        return cell(of_cohort(step, part), *counts)

    rows = []
    columns = [report.this, (now or report).this]
    for step, one in zip(funnel.steps(report.this, population), funnel.followed(report, population), strict=True):
        figure = FIGURES[step.name]
        rows.append(
            Row(
                label=STEPS[one.step],
                period=cell(figure, *(each.value(population, step.name) for each in columns)),
                of_previous=step.of_previous,
                of_enquiries=step.of_enquiries,
                reached=cohort(one.step, Part.REACHED),
                cohort_of_previous=one.of_previous,
                cohort_of_enquiries=one.of_enquiries,
                ended=cohort(one.step, Part.ENDED),
                there=cohort(one.step, Part.THERE),
            )
        )
    places = (cohort(Step.APPROVAL, each) for each in (Part.PLACES, Part.PLACES_NOW))
    return Table(population, tuple(rows), *places)
