"""The clocks of households that are approved, or of which that ended lately: reviews, notice, telling them.

Those of the law are kept with the days that they give (`held_clock`), so that only what is asked for is read; those
that an agency has set itself are worked out, of the few households on which one has begun.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, false, or_, select

from crm.extensions import db
from crm.ledger.tables import HeldClock
from crm.reads import clocks, ways
from crm.reads.agreed_clocks import agreed_ahead, is_answer
from crm.reads.clocks import Running
from crm.reads.items import Way
from crm.reads.outside_terms import outside_terms
from crm.reads.uncovered import uncovered
from crm.register import settings

AHEAD = "clocks_near_days"  # the setting: what is due by then stands on a household's own page (RV-5)
SOON = "today_ahead_days"  # and by then among what is to be done for a whole council
NOW = ways.NOW
EVENT = ways.EVENT
CLOCK = cast(Table, HeldClock.__table__).c
WAY = (NOW.household_id, NOW.agency_id, NOW.journey_id, NOW.route, NOW.stage, NOW.stage_since)

Held = tuple[int, int, Way, Running]  # a household, its agency, the journey that was decided, and a clock on it


def held(
    which: ColumnElement[bool], agency_ids: tuple[int, ...], today: date, asked: ColumnElement[bool] | None = None
) -> Iterator[Held]:
    """Every clock on these households, in a constant number of queries.

    `which` asks of `household_now`, `asked` of the law's clocks alone: one's own are all found.
    """
    own = which & NOW.agency_id.in_(agency_ids)
    columns = (*WAY, *CLOCK)
    chosen = _running(select(*columns), own, agency_ids, today)
    if asked is not None:
        chosen = chosen.where(asked)
    for row in db.session.execute(chosen.order_by(NOW.household_id, CLOCK.position)):
        yield row.household_id, row.agency_id, _way(row), clocks.kept(row, today)
    for agency_id in agency_ids:
        yield from _own(own & (NOW.agency_id == agency_id), agency_id, today)
    yield from uncovered(which, agency_ids, today)
    yield from outside_terms(which, agency_ids, today)


def to_do(
    which: ColumnElement[bool], agency_ids: tuple[int, ...], today: date, ahead: str
) -> dict[int, list[tuple[Way, Running]]]:
    """Of these clocks those that are due by then, by household, and notice that runs; not what nobody recorded.

    `ahead` is the setting that says how many days ahead that is.
    """
    last = {each: today + timedelta(days=settings.value(ahead, each, today)) for each in agency_ids}
    near = (and_(CLOCK.agency_id == each, or_(CLOCK.due_on <= day, CLOCK.is_limit)) for each, day in last.items())
    spoken = or_(CLOCK.silent_from.is_(None), CLOCK.silent_from > today)
    found: defaultdict[int, list[tuple[Way, Running]]] = defaultdict(list)
    every = list(held(which, agency_ids, today, and_(or_(false(), *near), spoken)))
    agreed = agreed_ahead({home: agency_id for home, agency_id, _way, running in every if is_answer(running)})
    for household_id, agency_id, way, running in every:
        if household_id in agreed and is_answer(running):
            continue
        if running.limit or running.due_on <= last[agency_id]:
            found[household_id].append((way, running))
    return found


def _running(
    chosen: Select[Any], own: ColumnElement[bool], agency_ids: tuple[int, ...], today: date
) -> Select[Any]:
    """What is asked for of the law's clocks that run today on the journeys that speak for these households."""
    joined = cast(Table, HeldClock.__table__).join(
        ways.NOW_TABLE, and_(NOW.household_id == CLOCK.household_id, NOW.journey_id == CLOCK.journey_id)
    )
    return chosen.select_from(joined).where(
        own,
        ways.is_decided(agency_ids, today),
        or_(CLOCK.since.is_(None), CLOCK.since <= today),
        or_(CLOCK.until.is_(None), CLOCK.until > today),
    )


def _own(own: ColumnElement[bool], agency_id: int, today: date) -> Iterator[Held]:
    """The clocks that an agency has set itself on journeys that were decided."""
    by = clocks.measures(agency_id, today)
    if not by.own.beside:
        return
    begun = select(EVENT.journey_id).where(EVENT.agency_id == agency_id, EVENT.kind.in_(sorted(by.own.beside)))
    which = own & NOW.journey_id.in_(begun)
    rows = ways.decided(which, (agency_id,), today)
    beside = [entry for entry in by.own.entries if entry.get("starts") in by.own.beside]
    asked = {kind for entry in beside for kind in (entry.get("starts"), entry.get("stops")) if kind}
    journeys = ways.decided_journeys(select(NOW.journey_id).where(which), rows, asked)
    for row in rows:
        if journey := journeys.get(row.journey_id):
            for running in clocks.own(journey, by, row.ends_on):
                yield row.household_id, row.agency_id, _way(row), running


def _way(row: Any) -> Way:
    return Way(row.journey_id, row.route, row.stage, row.stage_since, None)
