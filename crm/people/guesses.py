"""A limit on guesses that needs nothing but the database, and so holds without Redis (T01, T02).

An attempt is written and committed before its password is looked at, and counts as failed until it is known
to be right: of any number of attempts at once, no more are looked at than the limit allows.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from crm.extensions import db
from crm.people.tables import SignInAttempt

WITHIN = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 20
KEPT = timedelta(days=1)


def note(email: str, address: str, *, at: datetime) -> int:
    """Write down an attempt on an account from a network address; its number. Commit before asking `until`."""
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - KEPT))
    row = {"account_hash": _account(email), "address": address, "at": at, "outcome": "failed"}
    [number] = db.session.scalars(insert(SignInAttempt).values(row).returning(SignInAttempt.id))
    return number


def until(email: str, address: str, *, at: datetime) -> datetime | None:
    """When to try again, if there were too many failures, the present attempt among them; else nothing."""
    limits = (
        (SignInAttempt.account_hash == _account(email), PER_ACCOUNT),
        (SignInAttempt.address == address, PER_ADDRESS),
    )
    ends = [end for end in (_full_until(which, limit, at) for which, limit in limits) if end is not None]
    return max(ends, default=None)


def _full_until(which: ColumnElement[bool], limit: int, at: datetime) -> datetime | None:
    failed = (which, SignInAttempt.outcome == "failed", SignInAttempt.at > at - WITHIN)
    if (db.session.scalar(select(func.count()).where(*failed)) or 0) <= limit:
        return None
    # Room for one more when the oldest of the last `limit`, the present one left out, is past.
    oldest = select(SignInAttempt.at).where(*failed).order_by(SignInAttempt.id.desc()).offset(limit).limit(1)
    moment = db.session.scalar(oldest)
    return None if moment is None else moment + WITHIN


def settle(number: int, outcome: str) -> None:
    """Say what became of an attempt: 'succeeded', or 'refused' unseen, which then counts no longer."""
    db.session.execute(update(SignInAttempt).where(SignInAttempt.id == number).values(outcome=outcome))


def forgive(email: str) -> None:
    """Forget the failures of an account whose owner has now signed in."""
    db.session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.account_hash == _account(email), SignInAttempt.outcome == "failed")
        .values(outcome="succeeded")
    )


def _account(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()
