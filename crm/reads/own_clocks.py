"""An agency's own clocks on a journey: good practice that it has set itself, by events and by what people say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from crm.journey.clocks import Phase
from crm.journey.deadlines import Span, Unit
from crm.journey.events import JourneyReopened, VisitCompleted
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.next_steps import FOLLOWING
from crm.journey.routes import Plan
from crm.journey.working_days import BeyondCalendar, WorkingCalendar
from crm.register import clocks
from crm.register.clocks import Entry

# Kinds that are no step of any plan: clocks that start with one run beside the journey, before a decision or after.
DROPPED = "dropped"  # how a task ended that nobody wants done any more
BESIDE = frozenset(kind.kind for kind in FOLLOWING)
Days = Mapping[str, date]  # by the name of a clock: the day from which it runs anew


class Said(dict[str | None, date]):
    """By the name of a clock the day on which somebody said last that the thing was done, or is not wanted.

    What was said last of all stands last. `dropped` are those not wanted, and `at` the moments of the entries.
    """

    def __init__(self) -> None:
        self.dropped: set[str | None] = set()
        self.at: dict[str | None, datetime] = {}

    def say(self, name: str | None, day: date, outcome: str | None, at: datetime) -> None:
        """Take in one that was said after all that are here."""
        self.pop(name, None)
        self[name] = day
        self.at[name] = at
        (self.dropped.add if outcome == DROPPED else self.dropped.discard)(name)


@dataclass(frozen=True, slots=True)
class Own:
    """The clocks that an agency has set itself, and the days that count for them."""

    entries: Sequence[Entry]
    calendar: WorkingCalendar
    beside: frozenset[str]  # the kinds of events that start those which run beside a journey


def own_of(entries: Sequence[Entry], calendar: WorkingCalendar) -> Own:
    """The clocks of an agency, as its settings have them."""
    return Own(entries, calendar, BESIDE & {each.get("starts", "") for each in entries})


@dataclass(frozen=True, slots=True)
class Ticking:
    """One of them that has started and not stopped."""

    entry: Entry
    due_on: date
    began_on: date
    started_on: date  # the same, whether the journey was closed and taken up again or not
    by_letter: bool = False  # it runs from the letter that invited them
    invited_at: datetime | None = None  # of a chase: when it was put on record that they are invited

    @property
    def name(self) -> str:
        return str(self.entry["name"])

    @property
    def began_by(self) -> str:
        return clocks.INVITED if self.by_letter else str(self.entry["starts"])

    @property
    def stops(self) -> str | None:
        stops = self.entry.get("stops")
        return str(stops) if stops else None

    @property
    def by_hand(self) -> bool:
        return clocks.by_hand(self.entry)

    @property
    def alike(self) -> tuple[str, str | None]:
        """What it asks for: several may ask for the same, as the chases do."""
        return (str(self.entry["starts"]), self.stops)


def ticking(journey: Journey, plan: Plan, own: Own, said: Said, phase: Phase) -> Iterator[Ticking]:
    """Those that run, less those of which somebody said that the thing was done.

    Of several that ask for the same, only the next: the other begins to matter when it is done.
    """
    if phase is not Phase.UNDER_WAY and not any(row.event.kind in own.beside for row in journey.rows):
        return
    invited = _invited(own.entries, said)
    anew = _anew(own.entries, said) | invited
    stands = {name: day for name, day in said.items() if name not in anew}
    shown: set[tuple[str, str | None]] = set()
    lasting = {clocks.OUTCOME, *(name for name in said.dropped if name not in invited)}
    for each in _undone(journey, plan, own, (stands, anew, invited), phase, lasting):
        if not (each.by_hand and each.stops and each.alike in shown):
            yield replace(each, invited_at=_invited_at(journey, said)) if clocks.chases(each.entry) else each
        if each.by_hand:
            shown.add(each.alike)


def _undone(
    journey: Journey,
    plan: Plan,
    own: Own,
    told: tuple[Mapping[str | None, date], Days, Days],
    phase: Phase,
    lasting: Collection[str | None],
) -> Iterator[Ticking]:
    """`lasting`: what stays said when a journey is taken up again, since it is about a visit that was before."""
    said, anew, invited = told
    found = sorted(_begun(journey, plan, own, (anew, invited), phase), key=lambda each: each.due_on)
    for each in found:
        done = {
            other.name: said[other.name]
            for other in found
            if other.alike == each.alike
            and other.name in said
            and said[other.name] >= (other.started_on if other.name in lasting else other.began_on)
        }
        # A chase that was made meets every one of the same kind that was due by then.
        if not each.by_hand or not (each.name in done or any(day >= each.due_on for day in done.values())):
            yield each


def _begun(journey: Journey, plan: Plan, own: Own, told: tuple[Days, Days], phase: Phase) -> Iterator[Ticking]:
    anew, invited = told
    kinds = {row.event.kind: row for row in journey.rows}
    for each in own.entries:
        starts, stops, name = each.get("starts", ""), each.get("stops", ""), str(each["name"])
        start = kinds.get(starts)
        if start is None and name not in invited:
            continue
        if starts in BESIDE:
            stop = kinds.get(stops)
            runs = phase is not Phase.CLOSED and (stop is None or (start is not None and stop.order < start.order))
        else:
            runs = phase is Phase.UNDER_WAY and stops not in kinds and not _passed(plan, kinds, starts, stops)
        since = anew.get(name, date.min)
        if runs and (days := _days(each, start, kinds.get(JourneyReopened.kind), own.calendar, since)):
            started_on = max(since, start.event.happened_on) if start else days[1]
            yield Ticking(each, *days, started_on, by_letter=invited.get(name) == days[1])


def _anew(entries: Collection[Entry], said: Said) -> dict[str, date]:
    """The chases of an invitation that an earlier outcome had ended, from the day of the later one (rules 6.2).

    What was said last stands last: an outcome that ends the chases says so after itself, also on the same day. A
    chase that somebody has made was ended by nobody: it is not asked for again.
    """
    order = {name: place for place, name in enumerate(said)}
    if clocks.OUTCOME not in order:
        return {}
    ended = (str(each["name"]) for each in entries if clocks.chases(each) and each["name"] in said.dropped)
    return {name: said[clocks.OUTCOME] for name in ended if order[name] < order[clocks.OUTCOME]}


def _invited(entries: Collection[Entry], said: Said) -> dict[str, date]:
    """The chases of an invitation that went out as a letter, from its day; not those made before or ended since."""
    order = {name: place for place, name in enumerate(said)}
    if clocks.INVITED not in order:
        return {}
    chases = (str(each["name"]) for each in entries if clocks.chases(each))
    ended = {each for each in said.dropped if order[each] < order[clocks.INVITED]}
    return {name: said[clocks.INVITED] for name in chases if name not in order or name in ended}


def _invited_at(journey: Journey, said: Said) -> datetime | None:
    """When it was recorded last that they were visited, told what came of it, or sent the letter that invites."""
    visits = (row.recorded_at for row in journey.rows if isinstance(row.event, VisitCompleted))
    told = (said.at[name] for name in (clocks.OUTCOME, clocks.INVITED) if name in said.at)
    return max((*visits, *told), default=None)


def _days(
    entry: Entry, start: Row | None, again: Row | None, calendar: WorkingCalendar, anew: date
) -> tuple[date, date] | None:
    """By when, and since when; none at the calendar's edge. A journey that was reopened begins its clocks anew."""
    began_on = max([anew, *(row.event.happened_on for row in (start, again) if row)])
    if start and (stored := getattr(start.event, entry.get("day", ""), None)):
        return stored, began_on
    try:
        return Span(entry["amount"], Unit(entry["unit"])).after(began_on, calendar), began_on
    except BeyondCalendar:
        return None


def _passed(plan: Plan, kinds: Collection[str], starts: str, stops: str) -> bool:
    """Whether the route has no such step, or the journey went on without it.

    A step that a later one needs is still waited for until that is reached: Stage 2 may begin before Stage 1 ends.
    """
    order = [stage.entered_by for stage in plan.stages]
    reached = max((order.index(kind) for kind in kinds if kind in order), default=-1)
    if not stops:
        return starts not in order or order.index(starts) < reached
    if stops not in order:
        return True
    after = order.index(stops) + 1
    needing = (place for place, stage in enumerate(plan.stages) if place >= after and stops in stage.needs)
    return min(needing, default=after) <= reached
