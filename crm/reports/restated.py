"""What explains that a figure is no longer what was known on a day: what has come to count since.

Either it was recorded after that day, or it was on record and has only taken effect since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, Table, and_, func, literal, or_, select

from crm.extensions import Base, db
from crm.journey.beds import Book
from crm.ledger.tables import BedEntry, StageEntry
from crm.reports import narrowed
from crm.reports.lines import holder
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.sums import STAGES

MOST = 100  # changes that are given one by one


@dataclass(frozen=True, slots=True)
class Change:
    """What one piece of news added to what is counted, or took from it, on the day on which it is effective.

    `because_id` is the event that brought the news; None where journeys were joined or parted (B-18).
    """

    quantities: Mapping[str, int]  # by book
    agency_id: int
    household_id: int
    because_id: int | None
    population: str
    what: str
    on: date
    recorded_at: datetime

    def known(self, since: KnownOn) -> bool:
        """Whether it was on record already, and only its day has come since."""
        return self.recorded_at < since.before


def changes(scope: Scope, periods: Collection[Period], since: KnownOn, now: KnownOn) -> tuple[list[Change], bool]:
    """What has come to count in some periods, or in what they opened with, between two days: the latest news first.

    At most MOST of them, and whether there are more.
    """
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    only = narrowed.chosen(scope, now.before)
    for table in (StageEntry, BedEntry):
        for journey_id, *key, book, quantity in db.session.execute(_wanted(table, scope, periods, since, now)):
            if only is None or only.has(journey_id, key[5]):
                found.setdefault((journey_id, *key), {})[book] = quantity
    news = [Change(books, *key) for (_, *key), books in found.items()]
    news.sort(key=lambda each: (each.recorded_at, each.because_id or 0, each.on), reverse=True)
    return news[:MOST], len(news) > MOST


def _wanted(
    table: type[Base], scope: Scope, periods: Collection[Period], since: KnownOn, now: KnownOn
) -> Select[Any]:
    entry = cast(Table, table.__table__).c
    staged = table is StageEntry
    what, book = (entry.kind, literal(Book.STAGE)) if staged else (entry.cause, entry.book)
    key = (
        entry.agency_id,
        entry.journey_id,
        entry.because_id,
        entry.population,
        what,
        entry.effective_on,
        entry.recorded_at,
        *(() if staged else (book,)),
    )
    recorded = and_(entry.recorded_at >= since.before, entry.recorded_at < now.before)
    took_effect = and_(entry.recorded_at < since.before, entry.effective_on > since.day)
    asked = [
        entry.agency_id.in_(scope.agency_ids),
        entry.effective_on <= min(now.day, max(period.last for period in periods)),
        or_(recorded, took_effect),
    ]
    if staged:
        within = (entry.effective_on.between(period.first, period.last) for period in periods)
        asked += [entry.kind.in_(STAGES), or_(*within)]
    total = func.sum(entry.quantity)
    columns = (entry.journey_id, entry.agency_id, holder(entry.journey_id, None), *key[2:7], book, total)
    wanted = select(*columns).where(*asked).group_by(*key).having(total != 0)
    latest_first = wanted.order_by(entry.recorded_at.desc(), entry.effective_on.desc())
    # Twice as many: a movement of beds stands in two books. A narrowed report may be of the others only.
    return latest_first if scope.narrowing else latest_first.limit(2 * MOST + 1)
