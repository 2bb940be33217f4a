"""A line: what one event of one household counts for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, ScalarSelect, Table, func, literal, select

from crm.extensions import Base, db
from crm.ledger.tables import StageEntry, TieRecord

TIE = cast(Table, TieRecord.__table__).c
AT_ONCE = 1000  # rows fetched at a time: the memory stays level however many there are


@dataclass(frozen=True, slots=True)
class Line:
    """What one event counts for in a figure: `what` is the event's kind, or the cause for which beds moved."""

    agency_id: int
    household_id: int
    journey_id: int
    event_id: int
    population: str
    what: str
    quantity: int
    on: date
    recorded_at: datetime


def holder(journey_id: ColumnElement[Any], before: datetime | None) -> ScalarSelect[Any]:
    """The household that a journey belongs to, or did at a moment: the latest tie holds."""
    tied = select(TIE.household_id).where(TIE.journey_id == journey_id)
    if before is not None:
        tied = tied.where(TIE.recorded_at < before)
    return tied.order_by(TIE.id.desc()).limit(1).scalar_subquery()


def entries(
    table: type[Base],
    agency_ids: Sequence[int],
    asked: Iterable[ColumnElement[bool]],
    before: datetime,
    *,
    tied_before: datetime | None = None,
    whose: bool = True,
    among: Sequence[int] | None = None,
) -> Iterator[Line]:
    """What a ledger's entries come to, event by event; what was reversed comes to nothing and is left out.

    Each household is the one that holds the journey now, whose record one can open, or that held it at a moment;
    0 where nobody asks `whose` it is, since to look for it takes longer than the rest. `among`: of these journeys
    only, for which `asked` has what else has an index as `besides`.
    """
    entry = cast(Table, table.__table__).c
    what = entry.kind if table is StageEntry else entry.cause
    key = (entry.agency_id, entry.journey_id, entry.event_id, entry.population, what, entry.effective_on)
    total = func.sum(entry.quantity)
    wanted = (
        select(
            entry.agency_id,
            holder(entry.journey_id, tied_before) if whose else literal(0),
            *key[1:5],
            total,
            entry.effective_on,
            func.max(entry.recorded_at),
        )
        .where(besides(entry.agency_id, among).in_(agency_ids), entry.recorded_at < before, *asked)
        .group_by(*key)
        .having(total != 0)
    )
    if among is not None:
        wanted = wanted.where(entry.journey_id.in_(among))
    return (Line(*row) for row in db.session.execute(wanted))


def besides(column: ColumnElement[Any], among: Sequence[int] | None) -> ColumnElement[Any]:
    """A column that is asked for besides journeys, where some are named: by those the rows are looked for.

    SQLite would go through all that there are of a kind: it cannot tell how few the journeys are.
    """
    return column if among is None else func.coalesce(column, column)


def in_parts(numbers: Collection[int]) -> Iterator[Sequence[int]]:
    """Numbers in order, as many at a time as a query takes."""
    every = sorted(numbers)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


def holders(journey_ids: Sequence[int], before: datetime | None = None) -> dict[int, int]:
    """The household that holds each of these journeys now, whose record one can open, or that did at a moment."""
    found: dict[int, int] = {}
    for start in range(0, len(journey_ids), AT_ONCE):
        chunk = TIE.journey_id.in_(journey_ids[start : start + AT_ONCE])
        ties = select(TIE.journey_id, TIE.household_id).where(chunk)
        if before is not None:
            ties = ties.where(TIE.recorded_at < before)
        found |= {tie.journey_id: tie.household_id for tie in db.session.execute(ties.order_by(TIE.id))}
    return found
