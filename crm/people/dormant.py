"""Accounts that nobody uses: their owners are told, and when that is of no avail they are closed (T10)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from crm import clock
from crm.extensions import db
from crm.people.tables import User


def closes_on(user: User, notice_days: int) -> date | None:
    """The day on which an account whose owner was told is closed, unless it is used before; else nothing."""
    if not user.active or user.warned_at is None:
        return None
    return clock.day_of(user.warned_at + timedelta(days=notice_days))


def to_warn(agency_id: int | None, *, unused_since: datetime) -> list[User]:
    """The open accounts of an agency, or of all hubs, that nobody has used since, and whose owners do not know."""
    return _unused(agency_id, unused_since, User.warned_at.is_(None))


def to_close(agency_id: int | None, *, unused_since: datetime, warned_before: datetime) -> list[User]:
    """The open accounts that nobody has used since, though their owners were told."""
    return _unused(agency_id, unused_since, User.warned_at <= warned_before)


def _unused(agency_id: int | None, since: datetime, which: ColumnElement[bool]) -> list[User]:
    last = func.coalesce(User.used_at, User.created_at)
    place = User.agency_id.is_(None) if agency_id is None else User.agency_id == agency_id
    chosen = select(User).where(User.active, place, last <= since, which)
    return list(db.session.scalars(chosen.order_by(User.id)))
