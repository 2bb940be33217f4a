"""How the approved places of households are used on a day: filled, free, not available and why (ST-11).

A council that has recorded no placement yet does not say which of its places are free: none of its households is in
what is answered here, which is something else than a household all of whose places are free.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from crm.extensions import db
from crm.journey.availability import Used, said_to_be, used
from crm.journey.routes import NOTICE
from crm.ledger.tables import HouseholdNow
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement, Unavailability
from crm.people.tables import Household
from crm.reads.ranges import HELD, holding
from crm.register.tables import Agency

__all__ = ["Approved", "Used", "keeping", "of_households", "shared_out"]

CHILD, SAID = Placement.__table__.c, Unavailability.__table__.c
NOW = HouseholdNow.__table__.c


@dataclass(frozen=True, slots=True)
class Approved:
    """What a household is approved for on a day: its places, for how many named children, and whether it goes.

    `for_siblings` is how many places more there are if all are siblings (B-10).
    """

    places: int
    named: int
    notice: bool
    for_siblings: int = 0


def of_households(household_ids: Collection[int], day: date) -> dict[int, Used]:
    """How the places of these households are used on a day, as known now, in five queries however many they are.

    Records that were merged are read with the household that stands for them. Nobody's reach is asked: the caller
    has found the households within it. Which children are named, the places for siblings, and whether notice runs
    are taken as of today.
    """
    whose = _records(household_ids)
    if not whose:
        return {}
    ids = list(whose)
    places = Counter[int]()
    # As the terms say, and not as the ledger's rows name households: those of a journey that was merged and parted
    # again name the one that held it then.
    held = select(HELD.household_id, func.sum(HELD.places)).where(HELD.household_id.in_(ids), holding(day))
    for household_id, count in db.session.execute(held.group_by(HELD.household_id)):
        places[whose[household_id]] += count
    now = select(NOW.household_id, NOW.named, NOW.stage, NOW.stage_since, NOW.siblings_extra).where(
        NOW.household_id.in_(ids)
    )
    known = {row[0]: row for row in db.session.execute(now)}
    approved = {
        kept: Approved(
            places[kept],
            named=known[kept].named if kept in known else 0,
            notice=kept in known and known[kept].stage == NOTICE and known[kept].stage_since <= day,
            for_siblings=known[kept].siblings_extra if kept in known else 0,
        )
        for kept in set(whose.values())
    }
    return shared_out(approved, whose, day, CHILD.household_id.in_(ids), SAID.household_id.in_(ids))


def keeping(agency_ids: Collection[int]) -> set[int]:
    """Those of some agencies that record placements here: of the others nobody knows what is free."""
    any_at_all = exists().where(CHILD.agency_id == Agency.id)
    return set(db.session.scalars(select(Agency.id).where(Agency.id.in_(agency_ids), any_at_all)))


def shared_out(
    approved: Mapping[int, Approved],
    whose: Mapping[int, int],
    day: date,
    which_children: ColumnElement[bool],
    which_said: ColumnElement[bool],
) -> dict[int, Used]:
    """How the places of each household in `approved` are used. `whose`: which household stands for a record, where
    that is another; the two conditions say whose placements are read, and whose reasons."""
    filled, groups = Counter[int](), defaultdict[int, set[str | None]](set)
    children = select(CHILD.household_id, CHILD.siblings, func.count())
    children = children.where(which_children, *_standing_on(CHILD, day))
    for household_id, siblings, count in db.session.execute(children.group_by(CHILD.household_id, CHILD.siblings)):
        filled[whose.get(household_id, household_id)] += count
        groups[whose.get(household_id, household_id)].add(siblings)
    reasons = defaultdict[int, list[tuple[str, int]]](list)
    rows = select(SAID.household_id, SAID.reason, SAID.places).where(which_said, *_standing_on(SAID, day))
    for household_id, reason, count in db.session.execute(rows.order_by(SAID.from_on, SAID.id)):
        reasons[whose.get(household_id, household_id)].append((reason, count))
    return {
        key: used(
            each.places,
            filled[key],
            reasons.get(key, ()),
            notice=each.notice,
            named=each.named,
            for_siblings=each.for_siblings,
            siblings=said_to_be(groups[key]),
        )
        for key, each in approved.items()
    }


def _records(household_ids: Collection[int]) -> dict[int, int]:
    """Every record of these households, with the one that stands for it; of agencies that record placements."""
    chosen = or_(Household.id.in_(household_ids), Household.merged_into_id.in_(household_ids))
    any_at_all = exists().where(CHILD.agency_id == Household.agency_id)
    rows = db.session.execute(select(Household.id, stands_for()).where(chosen, any_at_all))
    return {row[0]: row[1] for row in rows}


def _standing_on(of: Any, day: date) -> tuple[ColumnElement[bool], ...]:
    """What stands on record and holds on a day; an interval ends at the start of its last day."""
    return of.removed_at.is_(None), of.from_on <= day, or_(of.to_on.is_(None), of.to_on > day)
