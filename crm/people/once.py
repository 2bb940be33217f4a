"""Forms that were sent already: a double click is one effect (T50). Keys live for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from crm.extensions import db
from crm.people.tables import DoneOnce

KEPT = timedelta(days=1)


def location(key: str, user_id: int) -> str | None:
    """Where this form led when it was sent before, if it was."""
    return db.session.scalar(select(DoneOnce.location).where(DoneOnce.key == key, DoneOnce.user_id == user_id))


def said(key: str, user_id: int) -> str | None:
    """The fingerprint of what this form said when it was carried out, where one was given."""
    return db.session.scalar(select(DoneOnce.said).where(DoneOnce.key == key, DoneOnce.user_id == user_id))


def claim(key: str, user_id: int, *, at: datetime, said: str | None = None) -> None:
    """Take a key for the open transaction; an IntegrityError if another has taken it meanwhile."""
    db.session.execute(delete(DoneOnce).where(DoneOnce.at < at - KEPT))
    db.session.execute(insert(DoneOnce).values(key=key, user_id=user_id, location="", at=at, said=said))


def answer(key: str, user_id: int, where: str) -> None:
    """Keep where the form led."""
    db.session.execute(
        update(DoneOnce).where(DoneOnce.key == key, DoneOnce.user_id == user_id).values(location=where)
    )
