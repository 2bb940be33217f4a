"""How journeys flow through the stages of their routes: who came in, who left, how, and who is still there.

Identity 4 of domain.md section 3: per stage, carried in + entered = advanced + withdrawn + declined + still there.
Its two sides are worked out apart, so that it can fail: who is there at the end of a day is the fold of what
happened until then (`stands`); who moved is told event by event (`stays`). Neither asks the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.journey.decisions import SERVICE
from crm.journey.events import ApprovalRefused, Event, HouseholdApproved, JourneyClosed, JourneyReopened
from crm.journey.history import Row
from crm.journey.household import Journey, of_one
from crm.journey.ranges import Population, population_of
from crm.journey.routes import APPROVED, CLOSED, LEFT, NOTICE, Plan, Rulebook, stage_of

NOWHERE = (APPROVED, NOTICE, LEFT, CLOSED)  # the journey is over: it stands in no stage of its route
DAY = timedelta(days=1)


class Part(StrEnum):
    """The parts of the identity, in its order."""

    CARRIED_IN = "carried_in"
    ENTERED = "entered"
    ADVANCED = "advanced"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    STILL_THERE = "still_there"


INTO = (Part.CARRIED_IN, Part.ENTERED)
OUT_OF = (Part.ADVANCED, Part.WITHDRAWN, Part.DECLINED, Part.STILL_THERE)

Key = tuple[Population, str, Part]  # the population, the name of the stage, and the part


@dataclass(frozen=True, slots=True)
class Stay:
    """A journey's time in a stage: the rows by which it came and went, and which part its leaving counts for.

    Who comes and goes on one day has stayed too. A reopened journey enters its stage again.
    """

    stage: str
    entered: Row
    left: Row | None = None
    how: Part | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One journey in one part of one stage, and the row to show for it."""

    stage: str
    part: Part
    row: Row


@dataclass(frozen=True, slots=True)
class Gap:
    """A stage of which the two sides differ, with each part as it was counted."""

    population: Population
    stage: str
    parts: Mapping[Part, int]

    def __str__(self) -> str:
        """'carried in 3 + entered 2 is not advanced 1 + withdrawn 1 + declined 0 + still there 2'."""
        into, out_of = (" + ".join(f"{_said(part)} {self.parts[part]}" for part in side) for side in (INTO, OUT_OF))
        return f"{self.population} {self.stage}: {into} is not {out_of}"


def stays(journey: Journey, rulebook: Rulebook) -> list[Stay]:
    """Every stay of a journey in a stage of its route, told from its events one after another.

    A step that comes after a later one moves nothing (Stage 1 and 2 may run side by side). Each event is judged by
    the plan of its own day; where the agency has ordered its stages anew, to advance is to go on in the new order.
    """
    walk = _Walk()
    for row in journey.rows:
        walk.take(row, rulebook.plan(journey.route, row.event.happened_on))
        if isinstance(row.event, HouseholdApproved):
            break  # what follows an approval is the bed ledger's
    return walk.stays


class _Walk:
    """Where a journey is while its events are told, and the stays until then."""

    def __init__(self) -> None:
        self.stays: list[Stay] = []
        self._happened: set[str] = set()
        self._closed = False
        self._refused = False

    def take(self, row: Row, plan: Plan) -> None:
        """Go where a row leads."""
        event = row.event
        self._happened.add(event.kind)
        self._closed = isinstance(event, JourneyClosed) or (self._closed and not isinstance(event, JourneyReopened))
        self._refused = self._refused or isinstance(event, ApprovalRefused)
        approved = isinstance(event, HouseholdApproved)
        stage = self._furthest(plan)
        over = approved or self._closed or self._refused
        if not self.stays and over and not approved:
            self.stays.append(Stay(stage, row))  # nothing is known of it but that it ended
        here = self.stays[-1] if self.stays and self.stays[-1].left is None else None
        if here is not None and (over or stage != here.stage):
            how = _ended(event) if over else Part.ADVANCED
            self.stays[-1] = Stay(here.stage, here.entered, row, how)
        if not over and (here is None or stage != here.stage):
            self.stays.append(Stay(stage, row))

    def _furthest(self, plan: Plan) -> str:
        """The last stage of the plan that anything has entered; the first where nothing has."""
        for each in reversed(plan.stages):
            if each.entered_by in self._happened:
                return each.name
        return plan.stages[0].name


def _ended(event: Event) -> Part:
    """How an event that ends a journey counts; a closing of which nobody said whose it was is a withdrawal."""
    if isinstance(event, HouseholdApproved):
        return Part.ADVANCED
    declined = isinstance(event, ApprovalRefused) or (
        isinstance(event, JourneyClosed) and event.initiator == SERVICE
    )
    return Part.DECLINED if declined else Part.WITHDRAWN


def stands(journey: Journey, day: date, rulebook: Rulebook) -> tuple[str, Row] | None:
    """The stage where a journey stands at the end of a day, with the row that entered it; None if in none."""
    rows = [row for row in journey.rows if row.event.happened_on <= day]
    if not rows:
        return None
    then = of_one(rows, rulebook.rules)
    plan = rulebook.plan(journey.route, rows[-1].event.happened_on)
    stage, _since = stage_of(then.journeys[0], then, plan)
    if stage in NOWHERE:
        return None
    kinds = [each.entered_by for each in plan.stages if each.name == stage]
    return stage, next((row for row in reversed(rows) if row.event.kind in kinds), rows[-1])


def counted(journey: Journey, first: date, last: date, rulebook: Rulebook) -> Iterator[Counted]:
    """All that a journey counts for in a period, both of its ends inside it."""
    if (before := stands(journey, first - DAY, rulebook)) is not None:
        yield Counted(before[0], Part.CARRIED_IN, before[1])
    if not any(first <= row.event.happened_on <= last for row in journey.rows):
        if before is not None:  # what happened until the end is what had happened at the start
            yield Counted(before[0], Part.STILL_THERE, before[1])
        return
    for stay in stays(journey, rulebook):
        if first <= stay.entered.event.happened_on <= last:
            yield Counted(stay.stage, Part.ENTERED, stay.entered)
        if stay.left is not None and stay.how is not None and first <= stay.left.event.happened_on <= last:
            yield Counted(stay.stage, stay.how, stay.left)
    if (after := stands(journey, last, rulebook)) is not None:
        yield Counted(after[0], Part.STILL_THERE, after[1])


def of_each(
    journeys: Iterable[Journey], first: date, last: date, rulebook: Rulebook
) -> Iterator[tuple[Journey, Counted]]:
    """All that each of these journeys counts for in a period, with the journey."""
    for journey in journeys:
        for each in counted(journey, first, last, rulebook):
            yield journey, each


def flow(journeys: Iterable[Journey], first: date, last: date, rulebook: Rulebook) -> Counter[Key]:
    """How many there are of each part, by population and stage."""
    return Counter(
        (population_of(journey.route), each.stage, each.part)
        for journey, each in of_each(journeys, first, last, rulebook)
    )


def gaps(flow: Mapping[Key, int]) -> Iterator[Gap]:
    """Each stage of each population of which the two sides differ."""
    for population, stage in dict.fromkeys((population, stage) for population, stage, _ in flow):
        parts = {part: flow.get((population, stage, part), 0) for part in Part}
        if sum(parts[part] for part in INTO) != sum(parts[part] for part in OUT_OF):
            yield Gap(population, stage, parts)


def _said(part: Part) -> str:
    return part.replace("_", " ")
