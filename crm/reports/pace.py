"""How long it takes from a step to another: median, 90th percentile and share inside the limit (KP-1 to KP-6).

A journey counts in the period in which the later step happened. A step that was put on record long after its day
says how the record was kept and not how quick the service was: such journeys are left out, and counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from statistics import median

from crm import clock
from crm.journey.deadlines import due
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Population, population_of
from crm.register import settings
from crm.register.deadlines import rules
from crm.register.holidays import statutory_calendar
from crm.register.pace import Span as Span
from crm.register.pace import spans as spans
from crm.register.settings import AgencySettings
from crm.reports import in_play, narrowed, once
from crm.reports.figures import MEMBERS, Figure
from crm.reports.lines import Line, holders
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.small import Printed, Symbol

LATE = "pace_late_days"
WEEK = Decimal(7)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Case:
    """A journey that came to the end of a span: how long it took, in the span's unit, and whether in time.

    `left_out`: one of its two steps was put on record too late to say anything.
    """

    span: str
    agency_id: int
    population: Population
    end: Row
    took: Decimal
    inside: bool
    left_out: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """What the journeys of a span come to; no median where none is counted. A published copy has symbols."""

    counted: Printed = 0
    inside: Printed = 0
    left_out: Printed = 0
    median: Decimal | Symbol | None = None
    ninetieth: Decimal | Symbol | None = None  # as long as nine of ten took, or less
    few: bool = False  # in a published copy: the share is of so few that one more would move it far

    @property
    def percent(self) -> Printed | None:
        """The share inside the limit, in whole percent."""
        if isinstance(self.counted, Symbol) or isinstance(self.inside, Symbol):
            return Symbol.CONFIDENTIAL
        if not self.counted:
            return None
        return int((Decimal(self.inside) * 100 / self.counted).quantize(Decimal(1), ROUND_HALF_UP))


Key = tuple[str, str]  # a population or all of a total's, and the name of a span


def pace(scope: Scope, period: Period, known_on: KnownOn) -> dict[Key, Pace]:
    """Every span of a period in each population; empty where nothing of the period can be known yet."""
    if not known_on.begun(period):
        return {}
    found = list(cases(scope, known_on.counted(period), known_on.before))
    return {
        (population, name): _of([each for each in found if each.span == name and each.population in own])
        for population, own in MEMBERS.items()
        for name in spans()
    }


def _of(found: Sequence[Case]) -> Pace:
    counted = sorted(each.took for each in found if not each.left_out)
    if not counted:
        return Pace(left_out=len(found))
    middle = median(counted).quantize(TENTH, ROUND_HALF_UP)
    ninetieth = counted[ceil(len(counted) * 0.9) - 1]  # the nearest rank: a time that one of them took
    inside = sum(each.inside for each in found if not each.left_out)
    return Pace(len(counted), inside, len(found) - len(counted), middle, ninetieth)


def limits(scope: Scope, period: Period, known_on: KnownOn) -> dict[str, set[int]]:
    """What each span's limit was at the period's end, in its unit, as known: of a hub each council's own.

    A span whose limit the law sets has none here.
    """
    day = known_on.counted(period).last if known_on.begun(period) else period.last
    told = [settings.known(agency_id, known_on.before) for agency_id in scope.agency_ids]
    return {name: {given.value(span.limit, day) for given in told} for name, span in spans().items() if span.limit}


def cases(scope: Scope, counted: Period, before: datetime) -> Iterator[Case]:
    """Every journey that came to the end of a span in a period, from what was recorded before a moment."""
    only = narrowed.chosen(scope, before)
    for agency_id in scope.agency_ids:
        given = settings.known(agency_id, before)
        done: dict[int, tuple[Journey, AgencySettings, Sequence[Case]]] = once.kept(
            (cases, agency_id, counted), dict
        )
        for journey in in_play.journeys(agency_id, counted, before):
            if only is not None and not only.began(journey.id):
                continue
            found = done.get(journey.id)
            if found is None or found[0] is not journey or found[1] is not given:
                found = done[journey.id] = journey, given, list(_cases(agency_id, journey, counted, given))
            yield from found[2]


def _cases(agency_id: int, journey: Journey, counted: Period, given: AgencySettings) -> Iterator[Case]:
    within = {row.event.kind for row in journey.rows if counted.first <= row.event.happened_on <= counted.last}
    for span in spans().values():
        if within.isdisjoint(span.ends):
            continue
        start, end = _ends(journey, span)
        if start and end and counted.first <= end.event.happened_on <= counted.last:
            yield _case(span, agency_id, journey, (start, end), given)


def lines(scope: Scope, figure: Figure, counted: Period, before: datetime) -> Iterator[Line]:
    """The journeys behind one of these numbers, each with the step that ended the span."""
    parts = {"counted": (False,), "left_out": (True,), "inside": (False,)}
    wanted = [
        each
        for each in cases(scope, counted, before)
        if each.span == figure.about and each.left_out in parts[figure.line]
        if figure.line != "inside" or each.inside
    ]
    homes = holders([each.end.journey_id for each in wanted])
    for each in wanted:
        yield Line(
            agency_id=each.agency_id,
            household_id=homes[each.end.journey_id],
            journey_id=each.end.journey_id,
            event_id=each.end.id,
            population=each.population,
            what=each.end.event.kind,
            quantity=1,
            on=each.end.event.happened_on,
            recorded_at=each.end.recorded_at,
        )


def _ends(journey: Journey, span: Span) -> tuple[Row | None, Row | None]:
    """The first step of a span, and the first that ended it on that day or later."""
    start = next((row for row in journey.rows if row.event.kind == span.starts), None)
    later = (row for row in journey.rows if row.event.kind in span.ends)
    since = start.event.happened_on if start else date.max
    return start, next((row for row in later if row.event.happened_on >= since), None)


def _case(span: Span, agency_id: int, journey: Journey, ends: tuple[Row, Row], given: AgencySettings) -> Case:
    first, last = (row.event.happened_on for row in ends)
    if span.unit == "weeks":
        took = (Decimal((last - first).days) / WEEK).quantize(TENTH, ROUND_HALF_UP)
    else:
        took = Decimal(statutory_calendar().between(first, last))
    if span.rule is not None:
        inside = last <= due(rules()[span.rule], first, statutory_calendar())[0].on
    else:
        inside = took <= given.value(span.limit or "", last)
    late = timedelta(days=given.value(LATE, last))
    left_out = any(_recorded_on(row) > row.event.happened_on + late for row in ends)
    return Case(span.name, agency_id, population_of(journey.route), ends[1], took, inside, left_out)


def _recorded_on(row: Row) -> date:
    """The day on which a step was put on record; of one that was put right later its own, as it was in time."""
    return row.event.happened_on if row.corrects_id is not None else clock.day_of(row.recorded_at)
