"""Special guardians and support groups of a household, whichever of its merged records holds them."""

from __future__ import annotations

from sqlalchemy import select

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people import merging
from crm.people.guardian_tables import GroupMember, Guardian


def of_household(household_id: int) -> list[Guardian]:
    """Every support of a household, the latest order first, those that were struck out too."""
    own = Guardian.household_id.in_(merging.together(household_id))
    return list(db.session.scalars(select(Guardian).where(own).order_by(Guardian.order_on.desc(), Guardian.id)))


def groups_of(household_id: int) -> list[GroupMember]:
    """Every membership of a household, the latest first, those that were struck out too."""
    own = GroupMember.household_id.in_(merging.together(household_id))
    chosen = select(GroupMember).where(own)
    return list(db.session.scalars(chosen.order_by(GroupMember.joined_on.desc(), GroupMember.id)))


def load(household_id: int, guardian_id: int) -> Guardian:
    """One of its supports, locked; NotFound: there is none of this household."""
    found = held(Guardian, guardian_id)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such support")
    return found


def membership(household_id: int, membership_id: int) -> GroupMember:
    """One of its memberships, locked; NotFound: there is none of this household."""
    found = held(GroupMember, membership_id)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such membership")
    return found
