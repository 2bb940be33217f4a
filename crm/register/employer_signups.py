"""Employers that put themselves forward: found by their key, counted, and those that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from crm.extensions import db
from crm.register.employer_tables import EmployerSignup

ACCEPTED, DECLINED = "accepted", "declined"
FROM_ONE, WITHIN = 10, timedelta(minutes=10)  # sign-ups from one network address: an office has many people
BY_ALL = 300  # together in the same time: more is a flood
NAMELESS = timedelta(days=1)  # after this nothing ties a sign-up to a network address
FORGOTTEN = timedelta(days=90)  # after this nobody keeps whom to talk to at an employer that was declined


def under(key: str) -> EmployerSignup | None:
    """What was sent under a key."""
    return db.session.scalar(select(EmployerSignup).where(EmployerSignup.key == key))


def may_send(from_hash: str, *, at: datetime) -> bool:
    """Whether another may be sent by anybody, and from a network address."""
    late = EmployerSignup.sent_at > at - WITHIN
    count = select(func.count()).select_from(EmployerSignup)
    every = db.session.scalar(count.where(late)) or 0
    own = db.session.scalar(count.where(late, EmployerSignup.from_hash == from_hash)) or 0
    return every < BY_ALL and own < FROM_ONE


def of_agencies(agency_ids: Sequence[int], *, waiting: bool) -> list[EmployerSignup]:
    """Those that wait, who came first before who came later; or all, the latest first."""
    chosen = select(EmployerSignup).where(EmployerSignup.agency_id.in_(agency_ids))
    if waiting:
        return list(db.session.scalars(chosen.where(EmployerSignup.outcome.is_(None)).order_by(EmployerSignup.id)))
    return list(db.session.scalars(chosen.order_by(EmployerSignup.id.desc())))


def waiting(agency_ids: Sequence[int]) -> int:
    """How many wait."""
    own = EmployerSignup.agency_id.in_(agency_ids), EmployerSignup.outcome.is_(None)
    return db.session.scalar(select(func.count()).select_from(EmployerSignup).where(*own)) or 0


def forget(*, at: datetime) -> None:
    """Empty what ties those of yesterday to a network address, and whom to talk to where one was declined."""
    old = EmployerSignup.sent_at < at - NAMELESS, EmployerSignup.from_hash.is_not(None)
    db.session.execute(update(EmployerSignup).where(*old).values(from_hash=None))
    declined = EmployerSignup.outcome == DECLINED, EmployerSignup.settled_at < at - FORGOTTEN
    nobody = {"contact": None, "job": None, "email": None, "phone": None}
    db.session.execute(update(EmployerSignup).where(*declined).values(**nobody))
