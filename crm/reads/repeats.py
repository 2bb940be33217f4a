"""Journeys that were closed as the same as another, of households that have one which goes on."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from sqlalchemy import ColumnElement, Table, exists, select
from sqlalchemy.orm import aliased

from crm.extensions import db
from crm.journey.events import JourneyClosed
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.ledger.tables import TieRecord
from crm.reads.ways import EVENT, WAY, events_of
from crm.register import settings

TIE = cast(Table, TieRecord.__table__).c


def repeats(which: ColumnElement[bool]) -> dict[int, list[Journey]]:
    """They, by household, as they stand. `which` asks of `under_way`."""
    later = aliased(TieRecord)
    newer = exists().where(later.journey_id == TIE.journey_id, later.id > TIE.id)
    ended = (
        select(EVENT.id, EVENT.journey_id, EVENT.agency_id, EVENT.route, EVENT.data, TIE.household_id)
        .join_from(TieRecord, EVENT.id.table, EVENT.journey_id == TIE.journey_id)
        .where(TIE.household_id.in_(select(WAY.household_id).where(which)), ~newer)
        .where(TIE.journey_id.not_in(select(WAY.journey_id)), EVENT.kind == JourneyClosed.kind)
    )
    found = [
        row
        for row in db.session.execute(ended).all()
        if row.data.get("reason") in settings.rulebook(row.agency_id).rules.repeating
    ]
    journeys = events_of({row.journey_id: Route(row.route) for row in found})
    homes: defaultdict[int, list[Journey]] = defaultdict(list)
    for row in found:
        journey = journeys.get(row.journey_id)
        if journey is not None and journey.closed_by is not None and journey.closed_by.id == row.id:
            homes[row.household_id].append(journey)
    return homes
