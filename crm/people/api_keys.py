"""The keys by which other websites send enquiries: made, found by what a request carries, and revoked."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from crm.extensions import db
from crm.people.front_tables import ApiAnswer, ApiKey
from crm.people.sessions import hash_of

PREFIX = "hearth_"  # so that a key that was left lying about is known for what it is
ANSWERED_FOR = timedelta(days=7)  # how long a repeated request is answered alike
GRAIN = timedelta(minutes=1)  # how exactly `used_at` is kept


def make(
    name: str, *, agency_id: int | None, hub_id: int | None, at: datetime, by: int | None
) -> tuple[ApiKey, str]:
    """A new key, and its text, which is stored nowhere: 256 random bits."""
    text = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        agency_id=agency_id,
        hub_id=hub_id,
        name=name,
        key_hash=hash_of(text),
        begins=text[:12],
        made_at=at,
        made_by=by,
    )
    db.session.add(key)
    db.session.flush()
    return key, text


def find(text: str) -> ApiKey | None:
    """The key that a request carries, unless it was revoked."""
    return db.session.scalar(select(ApiKey).where(ApiKey.key_hash == hash_of(text), ApiKey.revoked_at.is_(None)))


def of(agency_ids: tuple[int, ...], hub_id: int | None) -> ColumnElement[bool]:
    """Which keys somebody may see and revoke: of their hub, or of their one council."""
    return ApiKey.hub_id == hub_id if hub_id is not None else ApiKey.agency_id.in_(agency_ids)


def touch(key: ApiKey, *, at: datetime) -> None:
    """Note that a key is in use, to the minute."""
    db.session.execute(
        update(ApiKey)
        .where(ApiKey.id == key.id, or_(ApiKey.used_at.is_(None), ApiKey.used_at < at - GRAIN))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )


def answered(key_id: int, idempotency_key: str) -> ApiAnswer | None:
    """What a request with this key was answered before, if there was one."""
    return db.session.get(ApiAnswer, (key_id, idempotency_key))


def claim(key_id: int, idempotency_key: str, body_hash: str, *, at: datetime) -> None:
    """Take an Idempotency-Key for the open transaction; an IntegrityError if another has taken it meanwhile."""
    db.session.execute(delete(ApiAnswer).where(ApiAnswer.at < at - ANSWERED_FOR))
    row = {"api_key_id": key_id, "key": idempotency_key, "body_hash": body_hash, "answer": {}, "at": at}
    db.session.execute(insert(ApiAnswer).values(row))


def answer(key_id: int, idempotency_key: str, said: dict[str, object]) -> None:
    """Keep what a request was answered."""
    db.session.execute(
        update(ApiAnswer)
        .where(ApiAnswer.api_key_id == key_id, ApiAnswer.key == idempotency_key)
        .values(answer=said)
    )
