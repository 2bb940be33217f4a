"""Stage by stage, period view: who was carried in, entered, advanced, withdrew, was declined, is still there.

Domain.md section 3, identity 4. Everything is read from the journeys' own events as they were known on a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from crm.journey import flow
from crm.journey.events import ApplicationReceived
from crm.journey.flow import Counted, Gap, Key, Part
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Population, Route, population_of
from crm.journey.routes import APPROVED
from crm.register import settings
from crm.reports import endings, in_play, narrowed
from crm.reports.endings import Ended
from crm.reports.figures import Figure, Source
from crm.reports.lines import Line, holders
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope


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
            for journey, each in _counts(scope, agency_id, part, known_on.before):
                population = population_of(journey.route)
                counts[population, each.stage, each.part] += 1
                if each.part is Part.STILL_THERE:
                    if applied := _applied(journey, part.last):
                        assessing.append((agency_id, journey, applied))
                elif reason := endings.why(each):
                    ended[population, each.stage, *reason] += 1
    whole = counts if known_on.begun(period) else None
    return Stages(_order(scope, period, known_on, counts), whole, ended, _assessing(assessing, known_on.before))


def _counts(scope: Scope, agency_id: int, counted: Period, before: datetime) -> Iterator[tuple[Journey, Counted]]:
    """What the journeys of one of its councils count for: of those that the report is of."""
    only = narrowed.chosen(scope, before)
    every = in_play.counts(agency_id, counted, before)
    return every if only is None else (each for each in every if only.began(each[0].id))


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
        found = [told for told in _counts(scope, agency_id, counted, before) if wanted(told[1])]
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
