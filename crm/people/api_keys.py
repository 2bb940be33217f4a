"""The keys by which other programs send enquiries or read figures: made, found by what is sent, and revoked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, or_, select, update

from crm.extensions import db
from crm.people.front_tables import ApiKey
from crm.people.guesses import Limit
from crm.people.sessions import hash_of

PREFIX = "hearth_"  # so that a key that was left lying about is known for what it is
SHOWN = 12  # characters by which people know it again
GRAIN = timedelta(minutes=1)  # how exactly `used_at` is kept
READS = Limit(60, timedelta(minutes=1))  # of one key: a workbook asks some dozen times as it is refreshed


class KeyScope(StrEnum):
    """What a key opens. None opens more than one of them, so that one that is lost opens no more."""

    ENQUIRIES = "enquiries"  # to send, and to read nothing
    PUBLISHED = "published"  # figures as the published copy has them
    COUNTED = "counted"  # figures as counted, and terms without saying whose
    REFERENCES = "references"  # the same, with households' references


def add(
    name: str, scope: KeyScope, *, agency_id: int | None, hub_id: int | None, at: datetime, by: int | None
) -> tuple[int, str]:
    """A new key: its number, and its text, which is stored nowhere: 256 random bits."""
    text = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        agency_id=agency_id,
        hub_id=hub_id,
        name=name,
        scope=scope,
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


def read_once_more(key_id: int, *, at: datetime) -> datetime | None:
    """Count a read; when to come again, if a key has read too often, and else nothing."""
    within = and_(ApiKey.counted_from.is_not(None), ApiKey.counted_from > at - READS.within)
    counting = (
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .values(
            counted=case((within, ApiKey.counted + 1), else_=1),
            counted_from=case((within, ApiKey.counted_from), else_=at),
        )
        .returning(ApiKey.counted, ApiKey.counted_from)
        .execution_options(synchronize_session=False)
    )
    counted, since = db.session.execute(counting).one()
    return None if since is None or counted <= READS.most else since + READS.within
