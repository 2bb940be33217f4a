"""The yearly return to Ofsted as rows: each approval that stood in a year to 31 March, as known on a day (ST-1).

Rows come from the households' own events and are counted against the books of the quarterly report. What leaves the
one book for the other within the year has a row in each, as there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crm.journey.beds import Book
from crm.journey.household import Approval
from crm.journey.ranges import Population, Route, Terms
from crm.reports import endings, quarterly
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import Column
from crm.reports.scope import Scope
from crm.reports.standing import approvals

CLOSED = {"deregistrations", "transfers_out", "reclassified_out", "adjustments"}


class Came(StrEnum):
    """How an approval came to be in the year, by the line of the books that it counts in."""

    BEFORE = "opening"
    NEW = "new_approvals"
    TRANSFER = "transfers_in"
    RECLASSIFIED = "reclassified_in"


class Went(StrEnum):
    """How it went within the year."""

    STAYED = "closing"
    LEFT = "deregistrations"
    TRANSFER = "transfers_out"
    RECLASSIFIED = "reclassified_out"
    ADJUSTED = "adjustments"


@dataclass(frozen=True, slots=True)
class Row:
    """One approval. `terms` are those at the year's end, or with which it ended; why it ended is by code."""

    household_id: int
    journey_id: int
    population: Population
    approved_on: date
    came: Came
    went: Went
    terms: Terms
    ended_on: date | None
    reason: str = ""
    destination: str = ""
    initiator: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the books of one population: so many in the return, and so many in the report."""

    population: Population
    name: str
    here: int
    there: int

    @property
    def agrees(self) -> bool:
        return self.here == self.there


def rows(scope: Scope, year: Period, known_on: KnownOn) -> tuple[Row, ...]:
    """The approvals that stood on any day of a year; supported lodgings are no fostering (OA-2)."""
    if not known_on.begun(year):
        return ()
    so_far = known_on.counted(year)
    left = {line.journey_id: about for line, about in endings.leavers(scope, so_far, known_on.before)}
    found = [
        _row(each.household_id, each.approval, so_far, left)
        for each in approvals(scope.agency_ids, known_on.before)
        if each.approval.population != Population.SUPPORTED_LODGINGS and _stood(each.approval, so_far)
    ]
    return tuple(sorted(found, key=_order))


def _order(row: Row) -> tuple[bool, date, int]:
    return row.population != Population.MAINSTREAM, row.approved_on, row.journey_id


def counts(found: Iterable[Row], scope: Scope, year: Period, known_on: KnownOn) -> Iterator[Line]:
    """Households and places of the return beside those of the quarterly report of the same year."""
    [column] = quarterly.columns(scope, [year], known_on)
    every = list(found)
    for population in (Population.MAINSTREAM, Population.KINSHIP):
        own = [row for row in every if row.population == population]
        homes = Counter[str](row.came.value for row in own) + Counter(row.went.value for row in own)
        for name in (*Came, *Went):
            count = -homes[name] if name == Went.ADJUSTED else homes[name]
            yield _line(column, population, Book.HOUSEHOLDS, name, count)
        places = sum(row.terms.places for row in own if row.went is Went.STAYED)
        yield _line(column, population, Book.PLACES, Went.STAYED, places)


def _line(column: Column, population: Population, book: Book, name: str, count: int) -> Line:
    figure = f"{book}.{name}"
    return Line(population, figure, count, column.value(population, figure) or 0)


def _stood(approval: Approval, year: Period) -> bool:
    return approval.begins_on <= year.last and (approval.ends_on is None or approval.ends_on >= year.first)


def _row(household_id: int, approval: Approval, year: Period, left: Mapping[int, tuple[str, str, str]]) -> Row:
    went = _went(approval, year)
    ended = None if went is Went.STAYED else approval.ends_on
    gone = went in (Went.LEFT, Went.TRANSFER)
    reason, destination, initiator = left.get(approval.journey_id, ("",) * 3) if gone else ("",) * 3
    return Row(
        household_id=household_id,
        journey_id=approval.journey_id,
        population=approval.population,
        approved_on=approval.begins_on,
        came=_came(approval, year),
        went=went,
        terms=approval.terms_on(year.last),
        ended_on=ended,
        reason=reason,
        destination=destination,
        initiator=initiator,
    )


def _came(approval: Approval, year: Period) -> Came:
    if approval.begins_on < year.first:
        return Came.BEFORE
    if approval.reclassified_in:
        return Came.RECLASSIFIED
    return Came.TRANSFER if approval.route is Route.TRANSFER_IN else Came.NEW


def _went(approval: Approval, year: Period) -> Went:
    if approval.open_on(year.last):
        return Went.STAYED
    if approval.reclassified:
        return Went.RECLASSIFIED
    if approval.adjusted:
        return Went.ADJUSTED
    return Went.TRANSFER if approval.transferred else Went.LEFT
