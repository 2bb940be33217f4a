"""What campaigns brought, period view: what happened in a period to those whom a campaign had reached by then.

First touch: it counts for the campaign that reached them first, and for no other. All touches: it counts, whole,
for each campaign that had reached them by its day, so that campaigns together have more than happened. Both are of
the lines of the report's own table of sources, of mainstream and kinship together (B-2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from crm.extensions import db
from crm.journey.beds import Book
from crm.register import campaigns as register
from crm.register.campaigns import Campaign, folded
from crm.reports import sources, standing
from crm.reports.figures import ALL, MEMBERS
from crm.reports.lines import Line
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.sources import APPROVING, BED, ENTRY, STAGED
from crm.reports.touches import EVENT, Names, Touch, campaign_said, named, names_of, told_singly, touched, touches

FIRST, EVERY = "first", "every"
VIEWS = (FIRST, EVERY)
LINES = ("enquiries", "visits", "applications", "approvals", "places", "places_kept")
PLACES = ("places", "places_kept", "places_lost", "places_not_yet")

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
    found = (each.known(before) for each in register.of_agencies(scope.agency_ids))
    return tuple(each for each in found if each)


def brought(scope: Scope, period: Period, known_on: KnownOn) -> Brought:
    """All of it, of the campaigns that were known.

    Most journeys have one touch, that of their enquiry: these the database adds up. Where there is more to read,
    and of places, which are followed for a year, each line is told.
    """
    counts: Counter[Key] = Counter()
    if not known_on.begun(period):
        return Brought(counts)
    before, counted = known_on.before, known_on.counted(period)
    names = names_of(known(scope, before))
    singly = told_singly(scope.agency_ids, before)
    for agency_id, said, line, quantity in _added_up(scope, counted, before, singly):
        if number := names.get((agency_id, folded(said))):
            for view in VIEWS:
                counts[number, view, agency_id, line] += quantity
    for number, view, name, each in _told(scope, counted, before, names, singly, whose=False):
        if name not in PLACES:
            counts[number, view, each.agency_id, name] += each.quantity
    for number, view, name, each in _told(
        scope, counted, before, names, touched(scope.agency_ids), whose=False, only_places=True
    ):
        counts[number, view, each.agency_id, name] += each.quantity
    return Brought(counts)


def lines(scope: Scope, period: Period, known_on: KnownOn, campaign: int, view: str, line: str) -> list[Line]:
    """What is behind one of these numbers, the latest day first."""
    if not known_on.begun(period):
        return []
    before, counted = known_on.before, known_on.counted(period)
    told = _told(scope, counted, before, names_of(known(scope, before)), touched(scope.agency_ids))
    found = [each for number, by, name, each in told if (number, by, name) == (campaign, view, line)]
    return sorted(found, key=lambda each: (each.on, each.recorded_at, each.event_id), reverse=True)


def _told(
    scope: Scope,
    counted: Period,
    before: datetime,
    names: Names,
    journeys: Select[Any],
    *,
    whose: bool = True,
    only_places: bool = False,
) -> Iterator[tuple[int, str, str, Line]]:
    """Every line of these journeys, for each campaign that has it, by view and with the name of its line."""
    begun = _approved_in(scope, counted, before).where(BED.journey_id.in_(journeys))
    approvals = standing.approvals_of(scope.agency_ids, before, begun)
    happened = sources.places if only_places else sources.happened
    reached = touches(scope.agency_ids, names, before, begun if only_places else journeys)
    for name, line in happened(scope, counted, before, approvals, whose=whose, among=journeys):
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
    scope: Scope, counted: Period, before: datetime, singly: Select[Any]
) -> Iterator[tuple[int, str, str, int]]:
    """What happened on journeys with one touch, by council, campaign as it was written, and line.

    An outer join, so that SQLite finds the entries by their journeys: of each kind it has many more.
    """
    plain = named(scope.agency_ids), EVENT.recorded_at < before, EVENT.journey_id.not_in(singly)
    said = campaign_said()
    approved = BED.book == Book.HOUSEHOLDS, BED.cause.in_(APPROVING)
    staged = (ENTRY.kind.in_(STAGED),)
    for entry, what, asked in ((ENTRY, ENTRY.kind, staged), (BED, BED.book, approved)):
        within = entry.effective_on.between(counted.first, counted.last), entry.effective_on >= EVENT.happened_on
        own = entry.recorded_at < before, entry.population.in_(MEMBERS[ALL])
        joined = and_(entry.journey_id == EVENT.journey_id, *within, *own, *asked)
        sums = select(EVENT.agency_id, said, what, func.sum(entry.quantity)).outerjoin(
            entry.journey_id.table, joined
        )
        for agency_id, name, kind, quantity in db.session.execute(
            sums.where(*plain).group_by(EVENT.agency_id, said, what)
        ):
            if kind is not None:
                yield agency_id, name, STAGED.get(kind, "approvals"), int(quantity)
