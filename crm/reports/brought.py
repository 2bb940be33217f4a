"""What campaigns brought, period view: what happened in a period to those whom a campaign had reached by then.

First touch: it counts for the campaign that reached them first, and for no other. All touches: it counts, whole,
for each campaign that had reached them by its day, so that campaigns together have more than happened. Both are of
the lines of the report's own table of sources, of mainstream and kinship together (B-2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Executable, Select, and_, func, select

from crm.extensions import db
from crm.register import campaigns as register
from crm.register.campaigns import Campaign, folded
from crm.reports import once, sources, standing
from crm.reports.figures import ALL, MEMBERS
from crm.reports.lines import Line, in_parts
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.sources import APPROVING, BED, ENTRY, STAGED
from crm.reports.touches import (
    EVENT,
    Names,
    Touch,
    campaign_said,
    named,
    names_of,
    told_singly,
    touched,
    touches,
    written,
)

FIRST, EVERY = "first", "every"
VIEWS = (FIRST, EVERY)
LINES = ("enquiries", "visits", "applications", "approvals", "places", "places_kept")

Key = tuple[int, str, int, str]  # campaign, view, council, line


@dataclass(frozen=True, slots=True)
class Brought:
    """How much of each line each campaign has, by view and council."""

    counts: Mapping[Key, int]

    def value(self, campaign: int, view: str, line: str, agency_ids: Sequence[int]) -> int:
        """How many of a line these councils have of it."""
        return sum(self.counts.get((campaign, view, agency_id, line), 0) for agency_id in agency_ids)


def known(scope: Scope, before: datetime) -> tuple[Campaign, ...]:
    """The campaigns of these councils, as they were known before a moment."""

    def read() -> tuple[Campaign, ...]:
        found = (each.known(before) for each in register.of_agencies(scope.agency_ids))
        return tuple(each for each in found if each)

    return once.kept((known, scope.agency_ids, before), read)


def brought(scope: Scope, period: Period, known_on: KnownOn, among: Collection[int] | None = None) -> Brought:
    """All of it, of the campaigns that were known; `among`: of these at least, for which fewer rows are read.

    Most journeys have one touch, that of their enquiry: these the database adds up. Where there is more to read,
    and of approvals, whose places are followed for a year, each line is told.
    """
    counts: Counter[Key] = Counter()
    if not known_on.begun(period):
        return Brought(counts)
    before, counted = known_on.before, known_on.counted(period)
    names = names_of(known(scope, before))
    texts = None if among is None else written(scope.agency_ids, names, among)
    singly = told_singly(scope.agency_ids, before)
    for agency_id, said, line, quantity in _added_up(scope, counted, before, singly, texts):
        if number := names.get((agency_id, folded(said))):
            for view in VIEWS:
                counts[number, view, agency_id, line] += quantity
    reached = touched(scope.agency_ids, texts)
    apart = _numbers(singly.intersect(reached))
    approved = _numbers(_approved_in(scope, counted, before).where(BED.journey_id.in_(reached)).distinct())
    for journey_ids, happened in ((apart, _staged), (approved, _homes)):
        for number, view, name, each in _told(scope, counted, before, names, journey_ids, happened, whose=False):
            counts[number, view, each.agency_id, name] += each.quantity
    return Brought(counts)


def lines(scope: Scope, period: Period, known_on: KnownOn, campaign: int, view: str, line: str) -> list[Line]:
    """What is behind one of these numbers, the latest day first."""
    if not known_on.begun(period):
        return []
    before, counted = known_on.before, known_on.counted(period)
    names = names_of(known(scope, before))
    reached = _numbers(touched(scope.agency_ids, written(scope.agency_ids, names, (campaign,))))
    happened = _staged if line in STAGED.values() else _homes
    told = _told(scope, counted, before, names, reached, happened)
    found = [each for number, by, name, each in told if (number, by, name) == (campaign, view, line)]
    return sorted(found, key=lambda each: (each.on, each.recorded_at, each.event_id), reverse=True)


def _numbers(journeys: Executable) -> list[int]:
    return list(db.session.scalars(journeys))


class Happened(Protocol):
    """Lines of some journeys, each with the name of its line."""

    def __call__(
        self, scope: Scope, counted: Period, before: datetime, journey_ids: Sequence[int], *, whose: bool
    ) -> Iterator[tuple[str, Line]]: ...


def _staged(
    scope: Scope, counted: Period, before: datetime, journey_ids: Sequence[int], *, whose: bool
) -> Iterator[tuple[str, Line]]:
    return sources.staged(scope, counted, before, whose=whose, among=journey_ids)


def _homes(
    scope: Scope, counted: Period, before: datetime, journey_ids: Sequence[int], *, whose: bool
) -> Iterator[tuple[str, Line]]:
    begun = _approved_in(scope, counted, before).where(BED.journey_id.in_(journey_ids))
    approvals = standing.approvals_of(scope.agency_ids, before, begun)
    return sources.homes(scope, counted, before, approvals, whose=whose, among=journey_ids)


def _told(
    scope: Scope,
    counted: Period,
    before: datetime,
    names: Names,
    journey_ids: Sequence[int],
    happened: Happened,
    *,
    whose: bool = True,
) -> Iterator[tuple[int, str, str, Line]]:
    """Every line of these journeys, for each campaign that has it, by view and with the name of its line."""
    for some in in_parts(journey_ids):
        reached = touches(scope.agency_ids, names, before, some)
        for name, line in happened(scope, counted, before, some, whose=whose):
            if line.population in MEMBERS[ALL]:
                yield from _of(reached.get(line.journey_id, ()), name, line)


def _of(reached: Sequence[Touch], name: str, line: Line) -> Iterator[tuple[int, str, str, Line]]:
    by_then = [each.campaign for each in reached if each.on <= line.on]
    if by_then and by_then[0] is not None:
        yield by_then[0], FIRST, name, line
    for campaign in dict.fromkeys(by_then):
        if campaign is not None:
            yield campaign, EVERY, name, line


def _approved_in(scope: Scope, counted: Period, before: datetime) -> Select[Any]:
    within = BED.effective_on.between(counted.first, counted.last), BED.recorded_at < before
    return select(BED.journey_id).where(BED.agency_id.in_(scope.agency_ids), BED.cause.in_(APPROVING), *within)


def _added_up(
    scope: Scope, counted: Period, before: datetime, singly: Select[Any], texts: Sequence[str] | None
) -> Iterator[tuple[int, str, str, int]]:
    """The stages reached on journeys with one touch, by council, campaign as it was written, and line.

    An outer join, so that SQLite finds the entries by their journeys: of each kind it has many more.
    """
    plain = named(scope.agency_ids, texts), EVENT.recorded_at < before, EVENT.journey_id.not_in(singly)
    said = campaign_said()
    within = ENTRY.effective_on.between(counted.first, counted.last), ENTRY.effective_on >= EVENT.happened_on
    own = ENTRY.recorded_at < before, ENTRY.population.in_(MEMBERS[ALL]), ENTRY.kind.in_(STAGED)
    joined = and_(ENTRY.journey_id == EVENT.journey_id, *within, *own)
    sums = select(EVENT.agency_id, said, ENTRY.kind, func.sum(ENTRY.quantity)).outerjoin(
        ENTRY.journey_id.table, joined
    )
    found = sums.where(*plain).group_by(EVENT.agency_id, said, ENTRY.kind)
    for agency_id, name, kind, quantity in db.session.execute(found):
        if kind is not None:
            yield agency_id, name, STAGED[kind], int(quantity)
