"""Stage by stage, period view: who was carried in, entered, advanced, withdrew, was declined, is still there.

Domain.md section 3, identity 4. Everything is read from the journeys' own events as they were known on a day; only
the journeys that stood in a stage when the period began, or on which anything happened since, are read at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from crm.extensions import db
from crm.journey import flow
from crm.journey.events import (
    KINDS,
    ApplicationReceived,
    ApprovalRefused,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
)
from crm.journey.flow import Counted, Gap, Key, Part
from crm.journey.history import Row, standing
from crm.journey.household import Journey
from crm.journey.problems import OF_TERMS
from crm.journey.ranges import Population, Route, population_of
from crm.journey.routes import APPROVED
from crm.ledger.cluster import as_row
from crm.ledger.tables import EventRecord
from crm.register import settings
from crm.reports import endings
from crm.reports.endings import Ended
from crm.reports.figures import Figure, Source
from crm.reports.lines import AT_ONCE, Line, holders
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope

EVENT = EventRecord.__table__.c
AFTERWARDS = (*OF_TERMS, NoticeReceived, HouseholdDeregistered)  # the bed ledger's, and nothing to a stage
TOLD = tuple(name for name, kind in KINDS.items() if kind not in AFTERWARDS)
ENDS = (HouseholdApproved.kind, ApprovalRefused.kind, JourneyClosed.kind)


@dataclass(frozen=True, slots=True)
class Stages:
    """The flow of a scope in a period: none at all, which is not 0, where the period has not begun."""

    order: Mapping[Population, tuple[str, ...]]
    counts: Mapping[Key, int] | None
    ended: Mapping[Ended, int] = field(default_factory=dict)  # what withdrew and was declined, by why
    assessing: tuple[Line, ...] = ()  # the journeys with an application that are still there, as they were known

    def value(self, populations: tuple[Population, ...], stage: str, part: Part) -> int | None:
        """How many journeys these populations have in a part of a stage."""
        if self.counts is None:
            return None
        return sum(self.counts.get((each, stage, part), 0) for each in populations)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where the two sides of the identity differ: named, never plugged."""
        return tuple(flow.gaps(self.counts or {}))


def read(scope: Scope, period: Period, known_on: KnownOn) -> Stages:
    """The flow of a scope through its stages in a period, as known on a day."""
    counts: Counter[Key] = Counter()
    ended: Counter[Ended] = Counter()
    assessing: list[tuple[int, Journey, Row]] = []
    if known_on.begun(period):
        part = known_on.counted(period)
        for agency_id in scope.agency_ids:
            found = journeys(agency_id, part, known_on.before)
            rulebook = settings.rulebook_known(agency_id, known_on.before)
            for journey, each in flow.of_each(found, part.first, part.last, rulebook):
                population = population_of(journey.route)
                counts[population, each.stage, each.part] += 1
                if reason := endings.why(each):
                    ended[population, each.stage, *reason] += 1
                if each.part is Part.STILL_THERE and (applied := _applied(journey, part.last)):
                    assessing.append((agency_id, journey, applied))
    whole = counts if known_on.begun(period) else None
    return Stages(_order(scope, period, known_on, counts), whole, ended, _assessing(assessing, known_on.before))


def _applied(journey: Journey, last: date) -> Row | None:
    """The application of a journey, if it had come by a day."""
    row = journey.first(ApplicationReceived)
    return row if row is not None and row.event.happened_on <= last else None


def _assessing(found: Sequence[tuple[int, Journey, Row]], before: datetime) -> tuple[Line, ...]:
    """Each of these journeys with its application, and the household that was known to have it."""
    homes = holders([journey.id for _, journey, _ in found], before)
    return tuple(
        Line(
            *(agency_id, homes[journey.id], journey.id, row.id, population_of(journey.route), row.event.kind),
            *(1, row.event.happened_on, row.recorded_at),
        )
        for agency_id, journey, row in found
    )


def lines(scope: Scope, figure: Figure, counted: Period, before: datetime) -> Iterator[Line]:
    """The journeys in a part of a stage, or that ended there for a reason: each with the event by which it stands
    there, came or went."""
    return (line for _, line in told(scope, counted, before, lambda each: _is_behind(each, figure)))


def told(
    scope: Scope, counted: Period, before: datetime, wanted: Callable[[Counted], bool]
) -> Iterator[tuple[Counted, Line]]:
    """What the journeys of a period count for in the stages, as far as it is wanted; with its line."""
    for agency_id in scope.agency_ids:
        rulebook = settings.rulebook_known(agency_id, before)
        found = [
            (journey, each)
            for journey, each in flow.of_each(
                journeys(agency_id, counted, before), counted.first, counted.last, rulebook
            )
            if wanted(each)
        ]
        homes = holders([journey.id for journey, _ in found])
        for journey, each in found:
            line = Line(
                agency_id=agency_id,
                household_id=homes[journey.id],
                journey_id=journey.id,
                event_id=each.row.id,
                population=population_of(journey.route),
                what=each.row.event.kind,
                quantity=1,
                on=each.row.event.happened_on,
                recorded_at=each.row.recorded_at,
            )
            yield each, line


def _is_behind(each: Counted, figure: Figure) -> bool:
    if figure.source == Source.STAGE:
        return (each.stage, each.part) == (figure.about, figure.line)
    reason = endings.why(each)
    return reason is not None and (f"{each.stage}~{reason[0]}", reason[1]) == (figure.about, figure.line)


def journeys(agency_id: int, counted: Period, before: datetime) -> Iterator[Journey]:
    """The journeys of an agency that may count in a period, from what was recorded before a moment."""
    told = and_(EVENT.kind.in_(TOLD), EVENT.recorded_at < before)
    names = ("id", "journey_id", "route", "kind", "data", "happened_on", "recorded_at", "corrects_id")
    wanted = (  # found by their journeys: naming the agency too would have SQLite read all of its events again
        select(*(EVENT[name] for name in names))
        .where(told, EVENT.journey_id.in_(_in_play(and_(EVENT.agency_id == agency_id, told), counted)))
        .order_by(EVENT.journey_id, EVENT.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for journey_id, records in groupby(db.session.execute(wanted), key=lambda record: record.journey_id):
        if rows := standing(map(as_row, records)):
            yield Journey(journey_id, rows[0].route, tuple(rows))


def _in_play(told: ColumnElement[bool], counted: Period) -> Select[tuple[int]]:
    """The journeys that began by the end of a period, and had not ended before its start.

    Where something was put right or reopened the ending may not be one: the whole journey has to be told.
    """

    def count(kinds: tuple[str, ...]) -> ColumnElement[int]:
        return func.sum(case((EVENT.kind.in_(kinds), 1), else_=0))

    put_right = or_(func.count(EVENT.corrects_id) > 0, count((JourneyReopened.kind,)) > 0)
    begun = func.min(EVENT.happened_on) <= counted.last
    open_still = or_(func.max(EVENT.happened_on) >= counted.first, count(ENDS) == 0)
    wanted = select(EVENT.journey_id).where(told).group_by(EVENT.journey_id)
    return wanted.having(and_(begun, or_(open_still, put_right)))


def _order(
    scope: Scope, period: Period, known_on: KnownOn, counts: Mapping[Key, int]
) -> dict[Population, tuple[str, ...]]:
    """The stages of each population in the order of the plans at the period's end, then others that were there."""
    found: dict[Population, dict[str, None]] = {population: {} for population in Population}
    for agency_id in scope.agency_ids:
        rulebook = settings.rulebook_known(agency_id, known_on.before)
        for route in Route:
            names = (stage.name for stage in rulebook.plan(route, period.last).stages if stage.name != APPROVED)
            found[population_of(route)] |= dict.fromkeys(names)
    for population, stage, _ in counts:
        found[population].setdefault(stage)
    return {population: tuple(names) for population, names in found.items()}
