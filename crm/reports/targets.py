"""How far a target is reached: what is counted beside it, what is left, and the pace that the rest needs.

On course: the count is at least the target's share of the days that have gone, rounded down, as households come in
whole ones. Of what is lost the target is a most, and the count at most its share, rounded up. A level (closing
places) has its way to go from what the period opened with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from crm.register import targets as kept
from crm.register.targets import Entry, Target
from crm.reports.figures import FIGURES, Figure, Source
from crm.reports.period import DAY, KnownOn, Period
from crm.reports.quarterly import Column, columns
from crm.reports.scope import Council, Scope

MONTHS, DAYS = 12, 365  # of a year: a month of a pace is a twelfth of 365 days
TENTH = Decimal("0.1")


class State(StrEnum):
    """Where a target stands on a day."""

    WITHDRAWN = "withdrawn"
    AHEAD = "ahead"  # its period has not begun
    ON_COURSE = "on_course"
    BEHIND = "behind"
    OVER_SHARE = "over_share"  # of a most: more than its share of the days
    REACHED = "reached"  # while its period runs
    MET = "met"
    MISSED = "missed"
    KEPT = "kept"  # of a most
    EXCEEDED = "exceeded"


@dataclass(frozen=True, slots=True)
class Progress:
    """A target as it stood on a day, beside what was counted by then. `actual` is None where it has not begun.

    `entry` is what it said then. `opening` is where a level began; 0 of what is counted in the period.
    """

    target: Target
    council: Council
    known_on: KnownOn
    actual: int | None
    opening: int = 0

    @property
    def entry(self) -> Entry:
        return self.target.now

    @property
    def added_up(self) -> bool:
        """Whether it is a hub's: those of its agencies together, which nobody set as one."""
        return not self.target.id

    @property
    def figure(self) -> Figure:
        return FIGURES[self.target.figure]

    @property
    def period(self) -> Period:
        return Period(self.entry.first, self.entry.last)

    @property
    def at_most(self) -> bool:
        """Whether the number is a most, as of households that leave."""
        return self.figure.sign < 0

    @property
    def days(self) -> int:
        """The days of the period."""
        return (self.entry.last - self.entry.first + DAY).days

    @property
    def days_left(self) -> int:
        """Those after the known-on day."""
        return min(max((self.entry.last - self.known_on.day).days, 0), self.days)

    @property
    def expected(self) -> int:
        """The target's share of the days that have gone."""
        gone, way = self.days - self.days_left, max(self.entry.number - self.opening, 0)
        whole = way * gone
        return self.opening + (-(-whole // self.days) if self.at_most else whole // self.days)

    @property
    def left(self) -> int | None:
        """How many are wanting; of a most, how many more it allows. Never less than 0."""
        return None if self.actual is None else max(self.entry.number - self.actual, 0)

    @property
    def months_left(self) -> Decimal:
        """The rest of the period in months, to one decimal."""
        return (Decimal(self.days_left) * MONTHS / DAYS).quantize(TENTH)

    @property
    def pace(self) -> Decimal | None:
        """How many a month the rest of the period needs, rounded up to one decimal.

        None where nothing is wanting, or less than a month is left, or the number is a most.
        """
        if self.at_most or not self.left or self.days_left * MONTHS < DAYS:
            return None
        return (Decimal(self.left) * DAYS / (self.days_left * MONTHS)).quantize(TENTH, ROUND_CEILING)

    @property
    def state(self) -> State:
        if self.entry.withdrawn:
            return State.WITHDRAWN
        if self.actual is None:
            return State.AHEAD
        over = not self.days_left
        if self.at_most:
            if self.actual > self.entry.number:
                return State.EXCEEDED
            held = State.ON_COURSE if self.actual <= self.expected else State.OVER_SHARE
            return State.KEPT if over else held
        if self.actual >= self.entry.number:
            return State.MET if over else State.REACHED
        if over:
            return State.MISSED
        return State.ON_COURSE if self.actual >= self.expected else State.BEHIND


def of_report(scope: Scope, period: Period, known_on: KnownOn) -> list[Progress]:
    """The targets of an agency, or of those of a hub, whose period is just this one, as they stood on a day.

    A hub has none of its own: where each of its agencies has one of the same figure, they are added up in a last
    line (`together`). Where one has none there is no sum, for what is counted would be of more than was aimed at.
    They are of all journeys: beside a report of some of them there are none.
    """
    if scope.narrowing:
        return []
    own = progress(
        (each for each in _then(scope, known_on) if (each.now.first, each.now.last) == (period.first, period.last)),
        scope.councils,
        known_on,
    )
    return [*own, *together(scope, own)]


def together(scope: Scope, own: Sequence[Progress]) -> Iterator[Progress]:
    """The targets of a hub's agencies added up, of each figure and population for which all of them have one."""
    if len(scope.councils) < 2:
        return
    by_figure: defaultdict[tuple[str, str], list[Progress]] = defaultdict(list)
    for each in own:
        by_figure[each.target.figure, each.target.population].append(each)
    for found in by_figure.values():
        if {each.council for each in found} == set(scope.councils):
            yield _added(scope, found)


def _added(scope: Scope, found: Sequence[Progress]) -> Progress:
    first, counted = found[0], [each.actual for each in found if each.actual is not None]
    entry = replace(first.entry, id=0, number=sum(each.entry.number for each in found), note="")
    return Progress(
        target=replace(first.target, id=0, agency_id=0, entries=(entry,)),
        council=Council(0, scope.slug, scope.name),
        known_on=first.known_on,
        actual=sum(counted) if counted else None,
        opening=sum(each.opening for each in found),
    )


def _then(scope: Scope, known_on: KnownOn) -> Iterable[Target]:
    for each in kept.of_agencies(scope.agency_ids):
        then = each.known(known_on.before)
        if then is not None and not then.now.withdrawn:
            yield then


def progress(targets: Iterable[Target], councils: Iterable[Council], known_on: KnownOn) -> list[Progress]:
    """What is counted beside each of these, as known on a day: a few queries an agency, however many targets."""
    wanted, by_id = list(targets), {each.id: each for each in councils}
    counted: dict[int, Mapping[Period, Column]] = {}
    for agency_id in dict.fromkeys(each.agency_id for each in wanted):
        periods = {Period(each.now.first, each.now.last) for each in wanted if each.agency_id == agency_id}
        found = columns(by_id[agency_id].alone, sorted(periods, key=lambda each: each.first), known_on)
        counted[agency_id] = {each.period: each for each in found}
    return [_one(each, by_id[each.agency_id], counted[each.agency_id], known_on) for each in wanted]


def _one(target: Target, council: Council, counted: Mapping[Period, Column], known_on: KnownOn) -> Progress:
    column = counted[Period(target.now.first, target.now.last)]
    figure = FIGURES[target.figure]
    actual = column.value(target.population, figure.name)
    opening = 0
    if figure.source == Source.CLOSING:
        opening = column.value(target.population, f"{figure.block}.{Source.OPENING}") or 0
    return Progress(target, council, known_on, actual, opening)
