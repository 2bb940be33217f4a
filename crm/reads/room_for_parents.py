"""Which homes have a place for a parent with a child on a day (B-13), and which of them are taken by a family."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, func, or_, select

from crm.extensions import db
from crm.journey.parent_and_child import OFFER
from crm.ledger.tables import HeldTerms
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads.ranges import holding

HELD, STAY = HeldTerms.__table__.c, Placement.__table__.c
FAMILY = func.coalesce(STAY.siblings, STAY.child).label("family")  # siblings' references tell who is of one


def able(day: date) -> Select[int]:
    """The households whose terms of a day have such a place, whatever else they offer."""
    return select(HELD.household_id).where(holding(day), HELD.parent_and_child > 0)


def taken(agency_ids: Collection[int], day: date) -> frozenset[int]:
    """The households of which every such place has a family on a day."""
    home = stands_for().label("home")
    there = select(home, FAMILY)
    there = there.join_from(Placement.__table__, Household.__table__, Household.id == STAY.household_id)
    there = there.where(STAY.agency_id.in_(agency_ids), STAY.offer == OFFER, STAY.removed_at.is_(None))
    there = there.where(STAY.from_on <= day, or_(STAY.to_on.is_(None), STAY.to_on > day))
    families: defaultdict[int, set[str]] = defaultdict(set)
    for row in db.session.execute(there):
        families[row.home].add(row.family)
    held = select(HELD.household_id, HELD.parent_and_child).where(HELD.household_id.in_(families), holding(day))
    return frozenset(
        row.household_id
        for row in db.session.execute(held)
        if len(families[row.household_id]) >= row.parent_and_child
    )
