"""An agency's own clocks on a journey: good practice that it has set itself, by events and by what people say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm import clock
from crm.journey.clocks import Phase
from crm.journey.deadlines import Span, Unit
from crm.journey.events import JourneyReopened, VisitCompleted
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.next_steps import FOLLOWING
from crm.journey.routes import Plan
from crm.journey.working_days import BeyondCalendar, WorkingCalendar
from crm.people.approached import Approach
from crm.people.tasks import DROPPED
from crm.register import clocks
from crm.register.clocks import Entry

# Kinds that are no step of any plan: clocks that start with one run beside the journey, before a decision or after.
BESIDE = frozenset(kind.kind for kind in FOLLOWING)
MET = (clocks.OUTCOME, clocks.OFFERED)  # what visits meet by themselves


class Said(dict[str | None, date]):
    """By the name of a clock the day on which somebody said last that the thing was done.

    `at` are the moments of these entries. What visits and letters say is worked out from them as they are on record
    (`approaches`), and so is the same whatever was entered first. `journeys` are this one and those that are
    alike (`under_way.alike`) and go on, or repeat it; `elsewhere` are the kinds of what was done with the people on
    one of those that go on since this one began.
    """

    def __init__(self) -> None:
        self.at: dict[str | None, datetime] = {}
        self.approaches: Sequence[Approach] = ()
        self.journeys: frozenset[int] = frozenset()
        self.elsewhere: frozenset[str] = frozenset()

    def say(self, name: str | None, day: date, outcome: str | None, at: datetime) -> None:
        """Take in one that was said after all that are here; what nobody wanted any more says nothing by itself."""
        if outcome != DROPPED:
            self[name], self.at[name] = day, at


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
    began_by: str  # the kind of event, or that a letter invited them
    made_since: date  # on that day or later it was done for this, and not for what was before
    invited_at: datetime | None = None  # of a chase: when it was put on record that they are invited

    @property
    def name(self) -> str:
        return str(self.entry["name"])

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
    shown: set[tuple[str, str | None]] = set()
    for each in _undone(journey, plan, own, said, phase):
        if not (each.by_hand and each.stops and each.alike in shown):
            yield each
        if each.by_hand:
            shown.add(each.alike)


def _undone(journey: Journey, plan: Plan, own: Own, said: Said, phase: Phase) -> Iterator[Ticking]:
    """A visit that was told of stays told when a journey is taken up again: it was before."""
    found = sorted(_begun(journey, plan, own, said, phase), key=lambda each: each.due_on)
    days = _done_on(own, said)
    for each in found:
        done = {
            other.name: days[other.name]
            for other in found
            if other.alike == each.alike
            and other.name in days
            and days[other.name] >= (other.started_on if other.name == clocks.OUTCOME else other.made_since)
        }
        # A chase that was made meets every one of the same kind that was due by then.
        if not each.by_hand or not (each.name in done or any(day >= each.due_on for day in done.values())):
            yield each


def _done_on(own: Own, said: Said) -> dict[str | None, date]:
    """The last day on which each was done, whatever says so; of an offer that fell through since, nothing does."""
    fell = max((each.said_at for each in said.approaches if each.fell_through), default=None)
    found = [(name, day) for name, day in said.items() if not _is_past(name, said.at[name], fell)]
    found += [
        (each.clock, clock.day_of(each.at)) for each in _noted(own, said) if not _is_past(each.clock, each.at, fell)
    ]
    found += [(name, day) for name in MET for each in said.approaches if (day := _met_on(name, each))]
    days: dict[str | None, date] = {}
    for name, day in found:
        days[name] = max(day, days.get(name, day))
    return days


def _noted(own: Own, said: Said) -> Iterator[Approach]:
    """Each chase that was made: they are chased, for whichever of their journeys that was noted.

    So it is of all else that is done by reaching them, on journeys that are alike.
    """
    chases = {str(each["name"]) for each in own.entries if clocks.chases(each)}
    calls = {str(each["name"]) for each in own.entries if each.get("by_call")}
    for each in said.approaches:
        if each.clock in chases or (each.clock in calls and each.about in said.journeys):
            yield each


def _is_past(name: str | None, at: datetime, fell: datetime | None) -> bool:
    """Whether somebody said that a visit was offered before it fell through: another is to be."""
    return name == clocks.OFFERED and fell is not None and at <= fell


def _met_on(name: str, visit: Approach) -> date | None:
    """The day on which a visit met a clock by itself: it was offered, or took place."""
    if name == clocks.OFFERED:
        return visit.offered_on
    return clock.day_of(visit.at) if visit.held else None


def _begun(journey: Journey, plan: Plan, own: Own, said: Said, phase: Phase) -> Iterator[Ticking]:
    kinds = {row.event.kind: row for row in journey.rows}
    again = kinds.get(JourneyReopened.kind)
    reached = {*kinds, *said.elsewhere}
    for each in own.entries:
        starts, stops = each.get("starts", ""), each.get("stops", "")
        if starts in BESIDE:
            start, stop = kinds.get(starts), kinds.get(stops)
            runs = phase is not Phase.CLOSED and (stop is None or (start is not None and stop.order < start.order))
        else:
            runs = phase is Phase.UNDER_WAY and stops not in reached and not _passed(plan, reached, starts, stops)
        if not runs:
            continue
        if clocks.chases(each):
            begun = _chased(each, journey, said, again, own.calendar)
        else:
            anew = _fell_through(said) if each["name"] == clocks.OFFERED else None
            begun = _started(each, kinds.get(starts), again, own.calendar, anew)
        if begun is not None:
            yield begun


def _fell_through(said: Said) -> date | None:
    """The last day on which it was known of a visit that it does not take place: another is to be offered."""
    return max((clock.day_of(each.said_at) for each in said.approaches if each.fell_through), default=None)


def _started(
    entry: Entry, start: Row | None, again: Row | None, calendar: WorkingCalendar, anew: date | None = None
) -> Ticking | None:
    """One that runs from an event, or from the day on which the journey was taken up again; or begins `anew`."""
    if start is None:
        return None
    began = max((row for row in (start, again) if row), key=lambda row: row.event.happened_on)
    on, by = began.event.happened_on, began.event.kind
    if anew is not None and anew >= on:
        on, by = anew, clocks.FELL_THROUGH
    due_on = getattr(start.event, entry.get("day", ""), None) or _due(entry, on, calendar)
    return Ticking(entry, due_on, on, start.event.happened_on, by, on) if due_on else None


def _chased(
    entry: Entry, journey: Journey, said: Said, again: Row | None, calendar: WorkingCalendar
) -> Ticking | None:
    """A chase of an invitation to apply: it runs from the last one, unless they have been told otherwise since.

    It is a visit, or a letter, that invites them (rules 6.2), and a visit of which nobody said what came of it.
    A chase that was made since they were first invited is not asked for again.
    """
    invited = invitations(journey, said)
    if not invited:
        return None
    first, last = clock.day_of(invited[0].at), clock.day_of(invited[-1].at)
    on, by = last, clocks.INVITED if invited[-1].by_letter else str(entry["starts"])
    if again is not None and again.event.happened_on > last:
        on, by = again.event.happened_on, again.event.kind
    due_on = _due(entry, on, calendar)
    since = max(first, again.event.happened_on) if again else first
    told = [said.at[clocks.OUTCOME]] if clocks.OUTCOME in said.at else []
    at = max([each.said_at for each in invited] + told)
    return Ticking(entry, due_on, on, first, by, since, invited_at=at) if due_on else None


def invitations(journey: Journey, said: Said) -> list[Approach]:
    """By what they are invited to apply on a journey: all since they were last told otherwise; none, then none.

    A step that nobody has recorded as a visit invites them too: it is that of a visit by its number, or its day.
    """
    begun = journey.rows[0].event.happened_on
    told = [each for each in said.approaches if each.invites is not None and clock.day_of(each.at) >= begun]
    known = {each.about for each in told if each.held}
    visited = {clock.day_of(each.at) for each in told if each.held}
    by_itself = (
        row
        for row in journey.all(VisitCompleted)
        if row.event.happened_on not in visited and known.isdisjoint({row.id, row.first_id})
    )
    told += (Approach(clock.noon(row.event.happened_on), row.recorded_at, invites=True) for row in by_itself)
    found: list[Approach] = []
    for each in sorted(told, key=lambda one: one.at):
        found = [*found, each] if each.invites else []
    return found


def _due(entry: Entry, began_on: date, calendar: WorkingCalendar) -> date | None:
    """By when; none at the calendar's edge."""
    try:
        return Span(entry["amount"], Unit(entry["unit"])).after(began_on, calendar)
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
