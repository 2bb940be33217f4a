"""Households whose approval has ended while another of their journeys goes on: lists show them where that one is.

`household_now` does not turn with the calendar, and holds the approval until something is recorded after its end
(`crm.ledger.now`). There are hardly any such households at a time: one query finds them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, bindparam, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.ledger.tables import HouseholdNow, UnderWay
from crm.reads.sharing import of_agencies
from crm.register.tables import Agency

# The tables themselves: asking by the models takes longer.
NOW, WAY, AGENCY = HouseholdNow.__table__.c, UnderWay.__table__.c, Agency.__table__.c

Given = Mapping[int, Row[Any]]


def given_way(by: Actor) -> Given:
    """The journey that speaks today for each of these households of the asker's agencies, by household."""
    rows = db.session.execute(CHOSEN, {"agencies": by.agency_ids, "today": clock.today()})
    return {row.household_id: row for row in rows}


def _chosen(own: ColumnElement[bool]) -> Select[Any]:
    way = UnderWay.__table__.join(HouseholdNow.__table__, NOW.household_id == WAY.household_id).join(
        Agency.__table__, AGENCY.id == WAY.agency_id
    )
    given = NOW.gives_way_on.is_not(None) & (NOW.gives_way_on <= bindparam("today", type_=Date))
    chosen = select(*WAY, AGENCY.slug.label("agency")).select_from(way).where(own, given)
    return chosen.order_by(WAY.since, WAY.journey_id)


# Put together once: that takes as long as asking it.
CHOSEN = _chosen(NOW.agency_id.in_(bindparam("agencies", expanding=True)))


def any_of(by: Actor) -> ColumnElement[bool]:
    """Whether there is one as at `today`: for another query."""
    return _chosen(of_agencies(NOW.agency_id, by)).order_by(None).exists()
