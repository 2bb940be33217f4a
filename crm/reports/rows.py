"""The rows behind every figure of a report, read together: what a frozen pack keeps, and its differences rest on.

They are the lines of reports/behind.py, which reads those of one figure at a time; a test holds the two together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table

from crm.extensions import Base
from crm.journey.beds import Book
from crm.ledger.tables import BedEntry, StageEntry
from crm.reports import behind, caseload, cohort, distinct, endings, narrowed, pace, sources, stages, standing
from crm.reports.figures import (
    FIGURES,
    MEMBERS,
    Figure,
    Source,
    movements,
    named,
    of_caseload,
    of_cohort,
    of_ending,
    of_leaving,
    of_pace,
    of_source,
    of_stage,
)
from crm.reports.lines import Line, entries, holders
from crm.reports.period import Period
from crm.reports.quarterly import Quarterly
from crm.reports.scope import Scope
from crm.reports.steps import HELD, NOBODY

THIS, LAST_YEAR, FULL_YEAR = COLUMNS = ("this", "same_period_last_year", "last_full_year")
Key = tuple[str, str, str]  # the column, the population, the name of the figure


class Row(NamedTuple):
    """What one event of one household counts for: numbers only, and the day as text. `more`: how long it took."""

    agency: int
    household: int
    journey: int
    event: int
    quantity: int
    what: str
    on: str
    more: str = ""


Rows = Mapping[Key, list[Row]]


def rows(report: Quarterly, wanted: Collection[Key] | None = None) -> Rows:
    """The rows behind every figure, or those that are wanted; each population apart, save of a distinct count.

    A net change has none of its own (`of`).
    """
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for name, column in zip(COLUMNS, report.columns, strict=True):
        if not column.begun:
            continue
        asked = (
            None if wanted is None else {part for each, _, own in wanted if each == name for part in _parts(own)}
        )
        counted, before = report.known_on.counted(column.period), report.known_on.before
        for population, figure, line, more in _lines(report.scope, counted, before, asked, apart=name == THIS):
            found[name, population, figure].append(_row(line, more))
    return {key: sorted(each) for key, each in found.items()}


def behind_each(report: Quarterly) -> Iterator[tuple[str, str, Line]]:
    """The lines behind each figure of the period itself, all read in one pass: population, figure and line.

    Each stands in its own population, but for a distinct count; a net change has none of its own.
    """
    if report.this.begun:
        counted, before = report.known_on.counted(report.period), report.known_on.before
        for population, figure, line, _ in _lines(report.scope, counted, before, None, apart=True):
            yield population, figure, line


def of(kept: Rows, key: Key) -> list[Row]:
    """The rows behind one figure of one population or of all."""
    column, population, name = key
    figure = named(name)
    if figure is not None and figure.source == Source.DISTINCT:
        return kept.get(key, [])
    signs = {each.name: each.sign for each in movements(figure.book)} if _is_net(figure) and figure else {name: 1}
    return [
        row._replace(quantity=sign * row.quantity)
        for part, sign in signs.items()
        for member in MEMBERS[population]
        for row in kept.get((column, member, part), ())
    ]


def _is_net(figure: Figure | None) -> bool:
    return figure is not None and figure.source == Source.NET


def _parts(name: str) -> Collection[str]:
    """What a figure is made of: itself, but for a net change."""
    figure = named(name)
    if figure is None or not _is_net(figure):
        return (name,)
    return [each.name for each in movements(figure.book)]


def _row(line: Line, more: str) -> Row:
    own = (line.agency_id, line.household_id, line.journey_id, line.event_id)
    return Row(*own, line.quantity, line.what, line.on.isoformat(), more)


_Found = Iterator[tuple[str, str, Line, str]]  # population, figure, line, what is said beside it


def _lines(
    scope: Scope, counted: Period, before: datetime, asked: Collection[str] | None, *, apart: bool
) -> _Found:
    """`apart`: with what only the period itself has, as stages, pace and why it ended."""
    figures = [each for each in FIGURES.values() if asked is None or each.name in asked]
    yield from _in_the_books(scope, [each for each in figures if each.source == Source.ENTRIES], counted, before)
    for figure in figures:
        if figure.source == Source.OPENING:
            for line in behind.carried_in(scope, figure.book, counted, before):
                yield line.population, figure.name, line, ""
    yield from _approved(scope, figures, counted, before)
    if scope.is_hub:
        yield from _distinct(scope, [each for each in figures if each.source == Source.DISTINCT], counted, before)
    if apart and (asked is None or any(each not in FIGURES for each in asked)):
        for found in (_staged, _paced, _left, _followed, _by_source, _worked_with):
            for population, name, line, more in found(scope, counted, before):
                if asked is None or name in asked:
                    yield population, name, line, more


def _in_the_books(scope: Scope, figures: Collection[Figure], counted: Period, before: datetime) -> _Found:
    """Entries effective in the period, each book read once."""
    for book in (Book.STAGE, Book.HOUSEHOLDS, Book.PLACES):
        mine = [each for each in figures if each.book == book]
        what = {each for figure in mine for each in figure.what}
        if not what:
            continue
        table: type[Base] = StageEntry if book == Book.STAGE else BedEntry
        within = cast(Table, table.__table__).c.effective_on.between(counted.first, counted.last)
        every = entries(table, scope.agency_ids, [behind.any_of(table, sorted(what)), within], before)
        turned = () if book == Book.STAGE else narrowed.turned(scope, book, counted, before)
        for line in (*narrowed.lines(scope, before, every), *turned):
            for figure in mine:
                if (book, line.what) in figure.what:
                    signed = figure.sign * line.quantity
                    yield line.population, figure.name, _with(line, signed), ""


def _with(line: Line, quantity: int) -> Line:
    return Line(**{**{name: getattr(line, name) for name in Line.__slots__}, "quantity": quantity})


def _approved(scope: Scope, figures: Collection[Figure], counted: Period, before: datetime) -> _Found:
    mine = [each for each in figures if each.source in (Source.CLOSING, Source.STILL_ACTIVE)]
    for figure in mine:
        for line in behind.approved(scope, figure, counted, before):
            yield line.population, figure.name, line, ""


def _distinct(scope: Scope, figures: Collection[Figure], counted: Period, before: datetime) -> _Found:
    for figure in figures:
        every = distinct.enquiries(scope, [counted], before)
        for population, members in MEMBERS.items():
            for line in distinct.first_of_each(every, counted, members):
                yield population, figure.name, line, ""


def _staged(scope: Scope, counted: Period, before: datetime) -> _Found:
    for each, line in stages.told(scope, counted, before, lambda _: True):
        yield line.population, of_stage(each.stage, each.part).name, line, ""
        if why := endings.why(each):
            yield line.population, of_ending(each.stage, *why).name, line, ""


def _paced(scope: Scope, counted: Period, before: datetime) -> _Found:
    found = list(pace.cases(scope, counted, before))
    homes = holders([each.end.journey_id for each in found])
    for each in found:
        end = each.end
        own = (each.agency_id, homes[end.journey_id], end.journey_id, end.id, each.population, end.event.kind)
        line = Line(*own, 1, end.event.happened_on, end.recorded_at)
        parts = ("left_out",) if each.left_out else ("counted", "inside") if each.inside else ("counted",)
        for part in parts:
            yield each.population, of_pace(each.span, part).name, line, f"{each.took}"


def _left(scope: Scope, counted: Period, before: datetime) -> _Found:
    for line, about in endings.leavers(scope, counted, before):
        yield line.population, of_leaving(*about).name, line, ""


def _followed(scope: Scope, counted: Period, before: datetime) -> _Found:
    for step, part, line in cohort.told(scope, counted, before, standing.approvals(scope.agency_ids, before)):
        yield line.population, of_cohort(step, part).name, line, ""


def _by_source(scope: Scope, counted: Period, before: datetime) -> _Found:
    for about, name, line in sources.told(scope, counted, before, standing.approvals(scope.agency_ids, before)):
        yield line.population, of_source(*about, name).name, line, ""


def _worked_with(scope: Scope, counted: Period, before: datetime) -> _Found:
    """What somebody has and what nobody has: a pack names no worker."""
    for what, worker, line in caseload.told(scope, counted, before):
        yield line.population, of_caseload(what, NOBODY if worker is None else HELD).name, line, ""
