"""What took two people at a council: an emergency some weeks ago, and a manager who is to be invited."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import emergencies, invitations
from crm.demo import days, staff
from crm.demo.diary import Diary
from crm.extensions import db
from crm.journey.routes import APPROVED
from crm.ledger.tables import HouseholdNow

NEW = ("linden.sample@derby.example", "Linden Sample")


def tell(council: str, agency_id: int, diary: Diary, today: date) -> None:
    """Have both done, on days before today."""
    admin, manager = (staff.actor(council, role, agency_id) for role in (Role.ADMIN, Role.MANAGER))
    if admin is None or manager is None:
        return
    then, lately = (days.office_day(day, day) for day in (today - timedelta(days=26), today - timedelta(days=2)))
    asked: list[int] = []
    diary.note(then, lambda: asked.append(_ask(agency_id, admin)))
    diary.note(then, lambda: emergencies.agree(asked[0], by=manager))
    diary.note(then, lambda: emergencies.end(asked[0], by=admin))
    diary.note(lately, partial(_invite, agency_id, manager))


def _ask(agency_id: int, admin: Actor) -> int:
    """The administrator asks for an approved household; the number of the request."""
    chosen = select(HouseholdNow.household_id).where(
        HouseholdNow.agency_id == agency_id, HouseholdNow.stage == APPROVED
    )
    household_id = db.session.scalars(chosen.order_by(HouseholdNow.household_id).limit(1)).one()
    return emergencies.ask(household_id, reason="record_broken", by=admin)


def _invite(agency_id: int, manager: Actor) -> None:
    """A colleague is to be a manager too: the administrator has not agreed yet."""
    email, name = NEW
    invitations.invite(email, name=name, role=Role.MANAGER, agency_id=agency_id, by=manager)
