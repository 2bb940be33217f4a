"""Notice that runs at the end of a period: approvals that still count, and will not (B-4, B-17). In no sum."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, func, select

from crm.extensions import db
from crm.journey.beds import Book, Cause
from crm.journey.events import NoticeReceived
from crm.ledger.tables import BedEntry, EventRecord
from crm.reports import narrowed
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope

BED, EVENT = cast(Table, BedEntry.__table__).c, cast(Table, EventRecord.__table__).c
LOSSES = (Cause.DEREGISTRATION, Cause.TRANSFER_OUT, Cause.ADJUSTMENT)


@dataclass(frozen=True, slots=True)
class Leaving:
    """How many households of a population have given notice and not left, and with how many places."""

    population: str
    households: int
    places: int


def running(scope: Scope, period: Period, known_on: KnownOn) -> tuple[Leaving, ...]:
    """What leaves after the counted end by a notice received until then, as known on a day; by population."""
    if not known_on.begun(period):
        return ()
    last, only = known_on.counted(period).last, narrowed.chosen(scope, known_on.before)
    joined = cast(Table, BedEntry.__table__).join(EventRecord.__table__, EVENT.id == BED.event_id)
    sums = (
        select(BED.population, BED.book, BED.journey_id, func.sum(BED.quantity))
        .select_from(joined)
        .where(
            BED.agency_id.in_(scope.agency_ids),
            BED.cause.in_(LOSSES),
            BED.effective_on > last,
            BED.recorded_at < known_on.before,
            EVENT.kind == NoticeReceived.kind,
            EVENT.happened_on <= last,
        )
        .group_by(BED.population, BED.book, BED.journey_id)
    )
    found: dict[str, Counter[str]] = {}
    for population, book, journey_id, total in db.session.execute(sums):
        if only is None or only.has(journey_id, last):
            found.setdefault(population, Counter())[book] -= int(total)
    return tuple(
        Leaving(population, books.get(Book.HOUSEHOLDS, 0), books.get(Book.PLACES, 0))
        for population, books in sorted(found.items())
        if books.get(Book.HOUSEHOLDS)
    )
