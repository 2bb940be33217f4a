"""The lines behind a figure: which event of which household counts in it, and for how much.

They are read from the same entries and approvals as the figure itself, so that they come to what it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, and_, or_

from crm.extensions import Base
from crm.journey.beds import Book, Cause
from crm.journey.ranges import Population
from crm.ledger.tables import BedEntry, StageEntry
from crm.reports import (
    caseload,
    cohort,
    distinct,
    employers,
    endings,
    narrowed,
    pace,
    sources,
    stages,
    standing,
)
from crm.reports.figures import MEMBERS, Figure, Source, movements
from crm.reports.lines import Line, entries
from crm.reports.period import DAY, Period
from crm.reports.scope import Scope
from crm.reports.sums import What

BEGINNINGS = (Cause.NEW_APPROVAL, Cause.TRANSFER_IN, Cause.RECLASSIFIED_IN)


def lines(
    scope: Scope,
    figure: Figure,
    population: str,
    counted: Period,
    before: datetime,
) -> list[Line]:
    """The lines behind a figure, of what was recorded before a moment, the latest day first."""
    members = MEMBERS[population]
    if figure.source in (Source.CLOSING, Source.STILL_ACTIVE):
        found = approved(scope, figure, counted, before)
    elif figure.source == Source.DISTINCT:
        found = _enquirers(scope, members, counted, before)
    elif figure.source == Source.LEFT:
        found = endings.lines(scope, figure, counted, before)
    elif figure.source in (Source.STAGE, Source.ENDED):
        found = stages.lines(scope, figure, counted, before)
    elif figure.source == Source.PACE:
        found = pace.lines(scope, figure, counted, before)
    elif figure.source == Source.COHORT:
        found = cohort.lines(scope, figure, counted, before, standing.approvals(scope.agency_ids, before))
    elif figure.source == Source.CASELOAD:
        found = caseload.lines(scope, figure, counted, before)
    elif figure.source == Source.SOURCES:
        abouts = employers.abouts(scope, figure.about)
        found = sources.lines(scope, figure, abouts, counted, before, standing.approvals(scope.agency_ids, before))
    elif figure.source == Source.OPENING:
        found = carried_in(scope, figure.book, counted, before)
    else:
        found = _moved(scope, figure, counted, before)
    mine = [line for line in found if line.population in members]
    return sorted(mine, key=lambda line: (line.on, line.recorded_at, line.event_id), reverse=True)


def _moved(scope: Scope, figure: Figure, counted: Period, before: datetime) -> Iterator[Line]:
    """Entries effective in the period; for a net figure every movement, with its sign."""
    net = figure.source == Source.NET
    what = [each for line in movements(figure.book) for each in line.what] if net else figure.what
    table: type[Base] = StageEntry if figure.book == Book.STAGE else BedEntry
    within = cast(Table, table.__table__).c.effective_on.between(counted.first, counted.last)
    sign = 1 if net else figure.sign
    every = entries(table, scope.agency_ids, [any_of(table, what), within], before)
    for line in (*narrowed.lines(scope, before, every), *_turned(scope, figure, counted, before)):
        yield replace(line, quantity=sign * line.quantity)


def _turned(scope: Scope, figure: Figure, counted: Period, before: datetime) -> Iterator[Line]:
    """Of a report of an offer: what terms brought into a book, or took out of it."""
    if figure.book != Book.STAGE:
        for line in narrowed.turned(scope, figure.book, counted, before):
            if figure.source == Source.NET or (figure.book, line.what) in figure.what:
                yield line


def any_of(table: type[Base], what: Iterable[What]) -> ColumnElement[bool]:
    """The entries of one of these books that stand there for one of these reasons."""
    entry = cast(Table, table.__table__).c
    if table is StageEntry:
        return entry.kind.in_([kind for _, kind in what])
    return or_(*(and_(entry.book == book, entry.cause == cause) for book, cause in what))


def carried_in(scope: Scope, book: Book, counted: Period, before: datetime) -> Iterator[Line]:
    """What each approval held when the period began, on the line of the event that began it."""
    entry = BedEntry.__table__.c
    of_journey: dict[tuple[int, str], list[Line]] = defaultdict(list)
    every = entries(BedEntry, scope.agency_ids, [entry.book == book, entry.effective_on < counted.first], before)
    for line in narrowed.lines(scope, before, every, counted.first - DAY):
        of_journey[line.journey_id, line.population].append(line)
    for found in of_journey.values():
        held = sum(line.quantity for line in found)
        if held:
            begun = [line for line in found if line.what in BEGINNINGS]
            yield replace(max(begun or found, key=lambda line: line.on), quantity=held)


def approved(scope: Scope, figure: Figure, counted: Period, before: datetime) -> Iterator[Line]:
    """The approvals in force at the period's end; of those begun in it, where that is what is asked."""
    every = standing.approvals(scope.agency_ids, before)
    for each in narrowed.approvals(scope, before, every, counted.last):
        approval = each.approval
        if each.begun_and_kept(counted) if figure.source == Source.STILL_ACTIVE else approval.open_on(counted.last):
            places = approval.places_on(counted.last)
            yield Line(
                agency_id=each.agency_id,
                household_id=each.household_id,
                journey_id=approval.journey_id,
                event_id=approval.approved.id,
                population=approval.population,
                what=approval.approved.event.kind,
                quantity=places if figure.book == Book.PLACES else 1,
                on=approval.begins_on,
                recorded_at=approval.approved.recorded_at,
            )


def _enquirers(scope: Scope, members: Collection[Population], counted: Period, before: datetime) -> Iterator[Line]:
    """The first enquiry of each household that enquired in the hub."""
    found = distinct.enquiries(scope, [counted], before)
    yield from distinct.first_of_each(found, counted, members)
