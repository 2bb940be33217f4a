"""Who has how much at the end of a period: approved households and open assessments, by whoever works with them.

An assessment is open from the application for as long as the journey stands in a stage. Who works with a household
is the worker to whom it was last given by the end of the period. What was given to nobody is a part of its own, so
that the approved households are those of the closing line. How many workers there are is said, and none is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

from sqlalchemy import Table, func, select

from crm import clock
from crm.extensions import db
from crm.journey.ranges import Population
from crm.people.work_tables import Assignment
from crm.reports import narrowed, stages, standing
from crm.reports.figures import Figure
from crm.reports.lines import Line
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.stages import Stages
from crm.reports.standing import Standing
from crm.reports.steps import APPROVED, ASSESSING, HELD, NOBODY, worker_of

GIVEN = cast(Table, Assignment.__table__).c
TENTH, TICK = Decimal("0.1"), timedelta(microseconds=1)
Worker = int | None


@dataclass(frozen=True, slots=True)
class Caseload:
    """On a day, how many households and assessments each worker has, by what it is and by population."""

    on: date
    counts: Mapping[tuple[str, Population, Worker], int]

    def value(self, populations: Collection[Population], what: str, whose: str) -> int:
        """What somebody has, what nobody has, or what a worker has ('w12')."""
        number = worker_of(whose)
        return sum(
            count
            for (each, population, worker), count in self.counts.items()
            if each == what and population in populations
            if (worker is None if whose == NOBODY else worker is not None if whose == HELD else worker == number)
        )

    def workers(self, populations: Collection[Population], what: str) -> tuple[int, ...]:
        """The accounts of those who have any, in order."""
        held = {
            worker
            for (each, population, worker), count in self.counts.items()
            if each == what and population in populations and count and worker is not None
        }
        return tuple(sorted(held))

    def average(self, populations: Collection[Population], what: str) -> Decimal | None:
        """How many each of them has, to one decimal; None where nobody has any."""
        workers = len(self.workers(populations, what))
        if not workers:
            return None
        return (Decimal(self.value(populations, what, HELD)) / workers).quantize(TENTH, ROUND_HALF_UP)


def caseload(
    scope: Scope, period: Period, known_on: KnownOn, approved: Sequence[Standing], through: Stages
) -> Caseload | None:
    """The caseload at the end of a period, as known on a day; None where nothing of it can be known yet."""
    if not known_on.begun(period):
        return None
    counted = known_on.counted(period)
    counts: Counter[tuple[str, Population, Worker]] = Counter()
    for what, worker, line in _told(scope, counted, known_on.before, approved, through):
        counts[what, Population(line.population), worker] += 1
    return Caseload(counted.last, counts)


def read(scope: Scope, period: Period, known_on: KnownOn) -> Caseload | None:
    """The block alone."""
    approved = standing.approvals(scope.agency_ids, known_on.before)
    return caseload(scope, period, known_on, approved, stages.read(scope, period, known_on))


def lines(scope: Scope, figure: Figure, counted: Period, before: datetime) -> Iterator[Line]:
    """The households or assessments behind one of these numbers."""
    number = worker_of(figure.line)
    for what, worker, line in told(scope, counted, before):
        whose = NOBODY if worker is None else HELD
        if what == figure.about and (figure.line == whose or (number is not None and worker == number)):
            yield line


def told(scope: Scope, counted: Period, before: datetime) -> Iterator[tuple[str, Worker, Line]]:
    """Every line of the block, with what it is and who had it."""
    approved = standing.approvals(scope.agency_ids, before)
    through = stages.read(scope, counted, KnownOn(clock.day_of(before - TICK)))
    yield from _told(scope, counted, before, approved, through)


def _told(
    scope: Scope, counted: Period, before: datetime, approved: Sequence[Standing], through: Stages
) -> Iterator[tuple[str, Worker, Line]]:
    held = _held(scope.agency_ids, clock.end_of_day(counted.last))
    for each in narrowed.approvals(scope, before, approved, counted.last):
        if each.approval.open_on(counted.last):
            yield APPROVED, held.get(each.household_id), _line(each)
    for line in through.assessing:
        yield ASSESSING, held.get(line.household_id), line


def _line(each: Standing) -> Line:
    row = each.approval.approved
    own = (each.agency_id, each.household_id, each.approval.journey_id, row.id, each.approval.population)
    return Line(*own, row.event.kind, 1, each.approval.begins_on, row.recorded_at)


def _held(agency_ids: Sequence[int], before: datetime) -> dict[int, Worker]:
    """The worker to whom each household was last given before a moment."""
    last = select(func.max(GIVEN.id)).where(GIVEN.agency_id.in_(agency_ids), GIVEN.assigned_at < before)
    given = select(GIVEN.household_id, GIVEN.worker_id).where(GIVEN.id.in_(last.group_by(GIVEN.household_id)))
    return {row.household_id: row.worker_id for row in db.session.execute(given)}
