"""The quarterly report: activity, households and beds of a scope in a period, as known on a day.

Domain.md section 4. It reconciles where two readings agree: opening and movements from the ledger, closing from the
households' own events. A gap between them is named and never plugged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm.journey.beds import Book
from crm.reports import caseload, cohort, evidence, once, sources, stages
from crm.reports.copies import Handling, Suppressed, handling
from crm.reports.endings import Left, left
from crm.reports.evidence import Cell, Evidence
from crm.reports.figures import MEMBERS, Source, movements
from crm.reports.memo import Memo, memo
from crm.reports.pace import Key, Pace, pace
from crm.reports.period import KnownOn, Period
from crm.reports.permanence import outcomes
from crm.reports.reviews import Reviewed, reviewed
from crm.reports.scope import Council, Scope
from crm.reports.stages import Stages

BOOKS = (Book.HOUSEHOLDS, Book.PLACES)


@dataclass(frozen=True, slots=True)
class Gap:
    """Where opening and movements do not make the closing, in one book of one population."""

    population: str
    book: Book
    opening: int
    movements: int
    closing: int


@dataclass(frozen=True, slots=True)
class Column:
    """Every figure of one period: none at all where the period has not begun by the known-on day."""

    period: Period
    values: Mapping[Cell, int]
    gaps: tuple[Gap, ...] = ()

    def value(self, population: str, name: str) -> int | None:
        """One figure; None where there is none yet, which is not 0."""
        return self.values.get((population, name))

    def moved(self, population: str, book: Book) -> tuple[int, int] | None:
        """What was gained in a book and what was lost, adjustments on the side of their sign."""
        if not self.begun:
            return None
        signed = [figure.sign * self.values[population, figure.name] for figure in movements(book)]
        return sum(each for each in signed if each > 0), -sum(each for each in signed if each < 0)

    @property
    def begun(self) -> bool:
        return bool(self.values)

    @property
    def reconciles(self) -> bool | None:
        """Whether there is no gap; None where there is nothing to reconcile yet."""
        return not self.gaps if self.begun else None


@dataclass(frozen=True, slots=True)
class Quarterly:
    """The report. Of a hub, `agencies` has the same period's column of each of its agencies."""

    scope: Scope
    known_on: KnownOn
    this: Column
    same_period_last_year: Column
    last_full_year: Column
    stages: Stages  # of the period itself (identity 4)
    pace: Mapping[Key, Pace]  # of the period itself
    left: Mapping[Left, int]  # households that left in the period, by why
    reviews: Reviewed | None  # of the period itself, as the next; none where it has not begun
    permanence: Mapping[str, int]
    memo: Memo | None
    agencies: tuple[tuple[Council, Column], ...] = ()
    cohort: Mapping[cohort.Key, int] | None = None  # the period's enquiries, followed; none where it has not begun
    sources: sources.Sources | None = None  # what happened in the period, by where they came from
    caseload: caseload.Caseload | None = None  # at its end
    suppressed: Suppressed | None = None  # of a published copy (published.py): what it says of what it suppresses

    @property
    def period(self) -> Period:
        return self.this.period

    @property
    def columns(self) -> tuple[Column, ...]:
        """The period, and what it is compared with."""
        return (self.this, self.same_period_last_year, self.last_full_year)

    @property
    def empty(self) -> bool:
        """Whether nothing at all is on record in any of its periods, nor was carried into them."""
        return not any(any(column.values.values()) for column in self.columns)

    def same_figures(self, other: Quarterly) -> bool:
        """Whether every figure is what it is in another report of the same scope and period."""
        mine, others = ([*each.columns, *(column for _, column in each.agencies)] for each in (self, other))
        same = [column.values for column in mine] == [column.values for column in others]
        if self.suppressed:  # of a published copy only what it prints as counted
            return same and (self.stages.counts, self.cohort) == (other.stages.counts, other.cohort)
        told = [
            (each.stages.counts, each.stages.ended, each.pace, each.left, each.cohort, each.sources)
            + (each.caseload,)
            for each in (self, other)
        ]
        return same and told[0] == told[1]


def quarterly(
    scope: Scope, period: Period, known_on: KnownOn, *, beside: bool = True, published: bool = False
) -> Quarterly:
    """The report of a scope for a period, as known on a day. Its queries do not grow in number with the data.

    `beside`: with its reviews, permanence outcomes and memo lines; without, where only figures are compared with
    another's. `published`: without the blocks that a published copy leaves out, to make one of.
    """
    with once.once():
        return _quarterly(scope, period, known_on, beside=beside, published=published)


def _quarterly(scope: Scope, period: Period, known_on: KnownOn, *, beside: bool, published: bool) -> Quarterly:
    def told(block: str) -> bool:
        return not published or handling(block) is not Handling.LEFT_OUT

    periods = (period, period.same_last_year, period.last_full_year)
    found = _evidence(scope, periods, known_on)
    this, last_year, full_year = (_column(found, each, known_on, scope) for each in periods)
    apart = tuple((each, _column(found, period, known_on, scope.alone(each))) for each in scope.councils)
    through = stages.read(scope, period, known_on)
    approved = found.standings if found else ()
    return Quarterly(
        scope=scope,
        known_on=known_on,
        this=this,
        same_period_last_year=last_year,
        last_full_year=full_year,
        stages=through,
        pace=pace(scope, period, known_on),
        left=left(scope, period, known_on),
        reviews=reviewed(scope, period, known_on, approved) if beside else None,
        permanence=outcomes(scope, period, known_on) if beside and told("permanence") else {},
        memo=memo(scope, period, known_on) if beside else None,
        agencies=apart if scope.is_hub else (),
        cohort=cohort.cohort(scope, period, known_on, approved),
        sources=sources.sources(scope, period, known_on, approved) if told("sources") else None,
        caseload=caseload.caseload(scope, period, known_on, approved, through) if told("caseload") else None,
    )


def columns(scope: Scope, periods: Sequence[Period], known_on: KnownOn) -> list[Column]:
    """The figures of some periods, read together."""
    found = _evidence(scope, periods, known_on)
    return [_column(found, each, known_on, scope) for each in periods]


def _evidence(scope: Scope, periods: Sequence[Period], known_on: KnownOn) -> Evidence | None:
    begun = [known_on.counted(each) for each in periods if known_on.begun(each)]
    return evidence.read(scope, begun, known_on) if begun else None


def _column(found: Evidence | None, period: Period, known_on: KnownOn, scope: Scope) -> Column:
    if found is None or not known_on.begun(period):
        return Column(period, {})
    counted = known_on.counted(period)
    values = found.figures(counted, scope.agency_ids)
    if scope.is_hub:
        values |= found.distinct(counted)
    return Column(period, values, tuple(_gaps(values)))


def _gaps(values: Mapping[Cell, int]) -> Iterator[Gap]:
    for population in MEMBERS:
        for book in BOOKS:
            opening, closing = (values[population, f"{book}.{end}"] for end in (Source.OPENING, Source.CLOSING))
            moved = sum(figure.sign * values[population, figure.name] for figure in movements(book))
            if opening + moved != closing:
                yield Gap(population, book, opening, moved, closing)
