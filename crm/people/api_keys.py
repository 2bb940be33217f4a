"""The keys by which other websites send enquiries: made, found by what a request carries, and revoked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from crm.extensions import db
from crm.people.front_tables import ApiKey
from crm.people.sessions import hash_of

PREFIX = "hearth_"  # so that a key that was left lying about is known for what it is
SHOWN = 12  # characters by which people know it again
GRAIN = timedelta(minutes=1)  # how exactly `used_at` is kept


def add(name: str, *, agency_id: int | None, hub_id: int | None, at: datetime, by: int | None) -> tuple[int, str]:
    """A new key: its number, and its text, which is stored nowhere: 256 random bits."""
    text = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        agency_id=agency_id,
        hub_id=hub_id,
        name=name,
        key_hash=hash_of(text),
        begins=text[:SHOWN],
        made_at=at,
        made_by=by,
    )
    db.session.add(key)
    db.session.flush()
    return key.id, text


def find(text: str) -> ApiKey | None:
    """The key that a request carries, unless it was revoked."""
    return db.session.scalar(select(ApiKey).where(ApiKey.key_hash == hash_of(text), ApiKey.revoked_at.is_(None)))


def of(agency_id: int | None, hub_id: int | None) -> ColumnElement[bool]:
    """Which keys are somebody's to see and to revoke: those of their hub, or of their one council."""
    return ApiKey.hub_id == hub_id if hub_id is not None else ApiKey.agency_id == agency_id


def every(agency_id: int | None, hub_id: int | None) -> Sequence[ApiKey]:
    """The keys of a council or of a hub, the newest first, with those that were revoked."""
    return db.session.scalars(select(ApiKey).where(of(agency_id, hub_id)).order_by(ApiKey.id.desc())).all()


def numbered(key_id: int, agency_id: int | None, hub_id: int | None) -> ApiKey | None:
    """A key of a council or of a hub."""
    return db.session.scalar(select(ApiKey).where(ApiKey.id == key_id, of(agency_id, hub_id)))


def touch(key_id: int, *, at: datetime) -> None:
    """Note that a key is in use, to the minute."""
    db.session.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id, or_(ApiKey.used_at.is_(None), ApiKey.used_at < at - GRAIN))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
