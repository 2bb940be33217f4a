"""Which journeys a narrowed report is of: the one rule that every block asks.

A journey is in it or not, with all that stands of it in the books: so that every identity of domain.md section 3
holds for what is in it as it does for all of them. What terms offer is dated: a journey whose terms come to name an
offer brings into the books what it held the day before, and takes it out when they name it no longer. Those are two
lines of their own. Without a narrowing nothing is asked, and nothing is read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar, cast

from sqlalchemy import Table, select

from crm import clock
from crm.extensions import db
from crm.journey.beds import Book
from crm.journey.history import Row
from crm.journey.household import Approval
from crm.ledger.tables import BedEntry, JourneyRecord, TieRecord
from crm.reports import once, standing
from crm.reports.areas import areas
from crm.reports.lines import AT_ONCE, Line, entries
from crm.reports.period import Period
from crm.reports.scope import NOT_KNOWN, Scope
from crm.reports.sums import OFFER_GAINED, OFFER_LOST

BED, JOURNEY, TIE = (cast(Table, each.__table__).c for each in (BedEntry, JourneyRecord, TieRecord))
TICK = timedelta(microseconds=1)


class _OfApproval(Protocol):
    @property
    def approval(self) -> Approval: ...


Found = TypeVar("Found", bound=_OfApproval)


@dataclass(frozen=True, slots=True)
class Offered:
    """From which days on the terms of an approval name an offer, or do not: the first holds for the days before."""

    days: tuple[date, ...]
    named: tuple[bool, ...]
    rows: tuple[Row, ...]  # what made it so

    def on(self, day: date) -> bool:
        """Whether it is named at the end of a day."""
        return self.named[max(0, bisect_right(self.days, day) - 1)]

    def turns(self) -> Iterator[tuple[date, bool, Row]]:
        """The days on which it came to be named, or ceased to be."""
        for number in range(1, len(self.days)):
            if self.named[number] != self.named[number - 1]:
                yield self.days[number], self.named[number], self.rows[number]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The journeys that are in a narrowed report; `offered` those with an approval, where it is of an offer."""

    journeys: frozenset[int]
    offered: Mapping[int, Offered] | None = field(default=None)

    def has(self, journey_id: int, day: date) -> bool:
        """Whether what stands of a journey at the end of a day is in it."""
        if journey_id not in self.journeys:
            return False
        if self.offered is None:
            return True
        found = self.offered.get(journey_id)
        return found is not None and found.on(day)

    def began(self, journey_id: int) -> bool:
        """The same of the way to an approval, by the terms that it led to."""
        return self.has(journey_id, date.min)


def chosen(scope: Scope, before: datetime) -> Chosen | None:
    """What the report of a scope is of, as was known at a moment; None where it is of everything."""
    if not scope.narrowing:
        return None
    return once.kept((chosen, scope, before), lambda: _chosen(scope, before))


def _chosen(scope: Scope, before: datetime) -> Chosen:
    asked, own = scope.narrowing, JOURNEY.agency_id.in_(scope.agency_ids)
    journeys = select(JOURNEY.id).where(own, *([] if asked.routes is None else [JOURNEY.route.in_(asked.routes)]))
    found = frozenset(db.session.scalars(journeys))
    if asked.area:
        found &= frozenset(_in_area(scope, before))
    return Chosen(found, dict(_offered(scope, before)) if asked.offer else None)


def _in_area(scope: Scope, before: datetime) -> Iterator[int]:
    """The journeys of the households that lived in an area at the moment, or in none that is known."""
    day, asked = clock.day_of(before - TICK), scope.narrowing.area
    lived = areas(scope.agency_ids, before)
    tied = JourneyRecord.__table__.join(TieRecord.__table__, TIE.journey_id == JOURNEY.id)
    own = JOURNEY.agency_id.in_(scope.agency_ids), TIE.recorded_at < before
    ties = select(TIE.journey_id, TIE.household_id).select_from(tied).where(*own).order_by(TIE.id)
    homes = {row.journey_id: row.household_id for row in db.session.execute(ties)}
    for journey_id, household_id in homes.items():
        if (lived.on(household_id, day) or NOT_KNOWN) == asked:
            yield journey_id


def _offered(scope: Scope, before: datetime) -> Iterator[tuple[int, Offered]]:
    for each in standing.approvals(scope.agency_ids, before):
        by_day: dict[date, tuple[bool, Row]] = {}
        for row, terms in each.approval.versions():
            by_day[row.event.happened_on] = scope.narrowing.offer in terms.offers, row
        days = tuple(sorted(by_day))
        named, rows = (tuple(by_day[day][part] for day in days) for part in (0, 1))
        yield each.approval.journey_id, Offered(days, cast(tuple[bool, ...], named), cast(tuple[Row, ...], rows))


def lines(scope: Scope, before: datetime, found: Iterable[Line], on: date | None = None) -> Iterable[Line]:
    """Those of these lines that are in the report: on a day, or each on its own."""
    only = chosen(scope, before)
    return found if only is None else (each for each in found if only.has(each.journey_id, on or each.on))


def approvals(scope: Scope, before: datetime, found: Iterable[Found], on: date) -> Iterable[Found]:
    """Those of these approvals that are in it on a day."""
    only = chosen(scope, before)
    return found if only is None else (each for each in found if only.has(each.approval.journey_id, on))


def turned(scope: Scope, book: Book, counted: Period, before: datetime) -> Iterator[Line]:
    """What came into a book of a report of an offer, or went out of it, as terms came to name it or ceased to.

    A gain is positive, and a loss negative, as movements of beds are.
    """
    only = chosen(scope, before)
    if only is None or only.offered is None:
        return
    turns = {
        journey_id: [each for each in found.turns() if counted.first <= each[0] <= counted.last]
        for journey_id, found in only.offered.items()
        if journey_id in only.journeys
    }
    held = _held(scope, book, [journey_id for journey_id, found in turns.items() if found], before)
    for journey_id, moved in held.items():
        for day, gained, row in turns[journey_id]:
            own = [line for line in moved if line.on < day]
            if places := sum(line.quantity for line in own):
                yield replace(
                    own[0],
                    event_id=row.id,
                    what=OFFER_GAINED if gained else OFFER_LOST,
                    quantity=places if gained else -places,
                    on=day,
                    recorded_at=row.recorded_at,
                )


def _held(scope: Scope, book: Book, journey_ids: Sequence[int], before: datetime) -> Mapping[int, list[Line]]:
    """What moved a book, by journey."""
    found: defaultdict[int, list[Line]] = defaultdict(list)
    for start in range(0, len(journey_ids), AT_ONCE):
        asked = BED.book == book, BED.journey_id.in_(journey_ids[start : start + AT_ONCE])
        for line in entries(BedEntry, scope.agency_ids, asked, before):
            found[line.journey_id].append(line)
    return found
