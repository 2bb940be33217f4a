"""Sessions as rows: the cookie holds a random text, the row its hash; ending one is final (T05, T06, T07)."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from crm.actor import Role
from crm.errors import Busy
from crm.extensions import db, patience
from crm.people import devices
from crm.people.tables import SignedIn, User

STEP = timedelta(minutes=15)  # for the step after the password
# After this a session that is over is removed.
KEPT = timedelta(days=1)
# How exactly `seen_at` is kept: a write at each request would be too many.
GRAIN = timedelta(minutes=1)


# Each request asks this, so it is put together once, of the tables themselves: half the time of asking it anew.
_SIGNED_IN, _USER = cast(Table, SignedIn.__table__), cast(Table, User.__table__)
AGENCY_ID = _USER.c.agency_id  # of whose session it is: for what else is asked of it in the same breath
_ALIVE = (
    select(
        _SIGNED_IN.c.id_hash,
        _USER.c.id,
        _USER.c.name,
        _USER.c.role,
        _USER.c.agency_id,
        _USER.c.hub_id,
        _USER.c.household_id,
        _SIGNED_IN.c.created_at,
        _SIGNED_IN.c.seen_at,
        _SIGNED_IN.c.data,
        _SIGNED_IN.c.waits_for,
        _SIGNED_IN.c.idle_minutes,
        _SIGNED_IN.c.longest_hours,
    )
    .join_from(_SIGNED_IN, _USER, _USER.c.id == _SIGNED_IN.c.user_id)
    .where(
        _SIGNED_IN.c.id_hash == bindparam("id_hash"),
        _SIGNED_IN.c.ended_at.is_(None),
        _USER.c.active,
    )
)
_OWN = len(_ALIVE.selected_columns)


@dataclass(frozen=True)
class Lasts:
    """After how many minutes without use a session ends, and after how many hours in any case (T07)."""

    idle_minutes: int = 30
    longest_hours: int = 12

    def ends(self, *, created_at: datetime, used_at: datetime) -> datetime:
        """When a session ends that is not used any more."""
        idle = used_at + timedelta(minutes=self.idle_minutes)
        return min(idle, created_at + timedelta(hours=self.longest_hours))


@dataclass(frozen=True)
class Session:
    """A session that is alive, whose it is, and what it keeps between requests."""

    id_hash: str
    user_id: int
    name: str
    role: Role
    agency_id: int | None
    hub_id: int | None
    household_id: int | None
    created_at: datetime
    seen_at: datetime
    data: dict[str, object] = field(default_factory=dict)
    waits_for: str | None = None  # the step after the password: until then it opens nothing else (T08)
    lasts: Lasts = Lasts()


@dataclass(frozen=True)
class OwnSession:
    """One of a user's sessions, for the user to recognise."""

    id_hash: str
    device: str | None
    created_at: datetime
    seen_at: datetime


def hash_of(token: str) -> str:
    """What is stored of the text in a cookie. It is random and long, so that a plain hash does."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(
    user_id: int, *, at: datetime, agent: str = "", waits_for: str | None = None, lasts: Lasts | None = None
) -> str:
    """A new session of a user; returns the text for its cookie, 256 random bits."""
    db.session.execute(delete(SignedIn).where(SignedIn.created_at < at - KEPT))
    token = secrets.token_urlsafe(32)
    row = {"id_hash": hash_of(token), "user_id": user_id, "created_at": at, "seen_at": at, "data": {}}
    row |= {"device": devices.said(agent), "waits_for": waits_for, **asdict(lasts or Lasts())}
    db.session.execute(insert(SignedIn).values(row))
    return token


def asking(*beside: ColumnElement[str]) -> Select[Any]:
    """The query for a session, with more columns of its user's: each request asks it, so it is made once."""
    return _ALIVE.add_columns(*beside)


def find(
    connection: Connection, asked: Select[Any], token: str, *, at: datetime
) -> tuple[Session, tuple[Any, ...]] | None:
    """The session of a cookie, if it is alive at a moment: not ended, idle or too old, its user still active.

    `asked` is what `asking` made; with the session comes what stands in its columns.
    """
    row = connection.execute(asked, {"id_hash": hash_of(token)}).one_or_none()
    if row is None:
        return None
    *known, idle_minutes, longest_hours = row[:_OWN]
    found = replace(Session(*known), role=Role(row.role), lasts=Lasts(idle_minutes, longest_hours))
    if found.lasts.ends(created_at=found.created_at, used_at=found.seen_at) <= at:
        return None
    if found.waits_for is not None and at - found.seen_at > STEP:
        return None
    return found, tuple(row[_OWN:])


def left(session: Session | None, *, at: datetime, used_now: bool) -> int:
    """In how many seconds a session ends by itself, if it is not used any more; 0 where there is none.

    `used_now`: the request that asks is a use of it, of which `seen_at` does not know yet.
    """
    if session is None:
        return 0
    ends = session.lasts.ends(created_at=session.created_at, used_at=at if used_now else session.seen_at)
    return max(0, int((ends - at).total_seconds()))


def ran_out(token: str, *, at: datetime) -> int | None:
    """Whose session a cookie held, if its owner did not sign out of it: idle, too old, or ended elsewhere (T06)."""
    found = db.session.scalar(
        select(SignedIn).where(SignedIn.id_hash == hash_of(token), SignedIn.waits_for.is_(None))
    )
    if found is None:
        return None
    if found.ended_at is not None:
        return found.user_id if found.ended_why else None
    return found.user_id if _ends(found) <= at else None


def ended_elsewhere(token: str) -> str | None:
    """Why the session of a cookie was ended from elsewhere: 'own', 'others' or 'closed'; None where it was not."""
    return db.session.scalar(select(SignedIn.ended_why).where(SignedIn.id_hash == hash_of(token)))


def touch(session: Session, *, at: datetime) -> None:
    """Note that a session is in use, to the minute; if somebody else is writing, the next request does it."""
    if at - session.seen_at >= GRAIN:
        with suppress(Busy), patience(0), db.engine.begin() as connection:
            connection.execute(update(SignedIn).where(SignedIn.id_hash == session.id_hash).values(seen_at=at))


def keep(id_hash: str, data: dict[str, object]) -> None:
    """Store what a session keeps until its next request."""
    db.session.execute(update(SignedIn).where(SignedIn.id_hash == id_hash).values(data=data))


def end(id_hash: str, *, at: datetime) -> None:
    """End one session for good."""
    db.session.execute(
        update(SignedIn).where(SignedIn.id_hash == id_hash, SignedIn.ended_at.is_(None)).values(ended_at=at)
    )


def end_one_of(user_id: int, id_hash: str, *, at: datetime) -> bool:
    """End one session of a user; whether there was such a one of theirs."""
    ended = db.session.execute(
        update(SignedIn)
        .where(SignedIn.id_hash == id_hash, SignedIn.user_id == user_id, SignedIn.ended_at.is_(None))
        .values(ended_at=at, ended_why="own")
    )
    return isinstance(ended, CursorResult) and ended.rowcount == 1


def end_all(user_id: int, *, at: datetime, why: str | None = None) -> None:
    """End every session of a user: when the account is closed, its role or its password changed.

    `why`, where forms that are open there may still be sent by their owner later: 'own', ended by the user;
    'others'; or 'closed' with the account.
    """
    alive_ones = SignedIn.user_id == user_id, SignedIn.ended_at.is_(None)
    db.session.execute(update(SignedIn).where(*alive_ones).values(ended_at=at, ended_why=why))


def alive(user_id: int, *, at: datetime) -> list[OwnSession]:
    """A user's sessions that open something, the last used first."""
    rows = db.session.scalars(
        select(SignedIn)
        .where(SignedIn.user_id == user_id, SignedIn.ended_at.is_(None), SignedIn.waits_for.is_(None))
        .order_by(SignedIn.seen_at.desc(), SignedIn.created_at.desc())
    )
    return [OwnSession(row.id_hash, row.device, row.created_at, row.seen_at) for row in rows if _ends(row) > at]


def _ends(row: SignedIn) -> datetime:
    """When a session ends that is not used any more."""
    return Lasts(row.idle_minutes, row.longest_hours).ends(created_at=row.created_at, used_at=row.seen_at)
