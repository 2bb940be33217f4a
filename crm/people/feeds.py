"""Secret links to a worker's calendar: one at a time for each account, and only while the account does casework."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import CursorResult, select, update

from crm.extensions import db
from crm.people.caseload import CASEWORKERS
from crm.people.sessions import hash_of
from crm.people.tables import User
from crm.people.visit_tables import CalendarFeed


def make(user_id: int, *, at: datetime) -> str:
    """A new link's random text, 256 bits; the one before it ends."""
    end(user_id, at=at)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(user_id=user_id, token_hash=hash_of(token), made_at=at))
    db.session.flush()
    return token


def end(user_id: int, *, at: datetime) -> bool:
    """Let an account's link lapse; whether there was one."""
    ended = db.session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.user_id == user_id, CalendarFeed.ended_at.is_(None))
        .values(ended_at=at)
    )
    return isinstance(ended, CursorResult) and ended.rowcount > 0


def made_at(user_id: int) -> datetime | None:
    """When an account's link was made, if it has one that works."""
    there = CalendarFeed.user_id == user_id, CalendarFeed.ended_at.is_(None)
    return db.session.scalar(select(CalendarFeed.made_at).where(*there))


def owner(token: str) -> User | None:
    """Whose calendar a link shows: nobody's once it was ended, or the account closed or given other work (T22)."""
    return db.session.scalar(
        select(User)
        .join(CalendarFeed, CalendarFeed.user_id == User.id)
        .where(
            CalendarFeed.token_hash == hash_of(token),
            CalendarFeed.ended_at.is_(None),
            User.active,
            User.role.in_(CASEWORKERS),
        )
    )
