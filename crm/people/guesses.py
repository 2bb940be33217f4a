"""A limit on guesses that needs nothing but the database, and so holds without Redis (T01, T02).

An attempt is written and committed before its password is looked at, and counts as failed until it is known
to be right: of any number of attempts at once, no more are looked at than the limit allows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from crm.extensions import db
from crm.people.tables import SignInAttempt

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many failures are looked at within how long."""

    most: int
    within: timedelta


PASSWORDS = Limit(10, timedelta(minutes=15))  # of one account
CODES = Limit(5, timedelta(minutes=5))  # of one account's second factor
PER_ADDRESS = Limit(20, timedelta(minutes=15))  # whatever is tried


def note(email: str, address: str | None, *, at: datetime) -> int:
    """Write down an attempt from a network address; its number. Commit before asking `until`.

    `email` is the account's address, or another text that names what is tried.
    """
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - KEPT))
    row = {"account_hash": hashed(email), "address": address or "", "at": at, "outcome": "failed"}
    [number] = db.session.scalars(insert(SignInAttempt).values(row).returning(SignInAttempt.id))
    return number


def until(email: str, address: str | None, *, at: datetime, limit: Limit = PASSWORDS) -> datetime | None:
    """When to try again, if there were too many failures, the present attempt among them; else nothing.

    Without an address only those of the account count.
    """
    limits = [(SignInAttempt.account_hash == hashed(email), limit)]
    if address is not None:
        limits.append((SignInAttempt.address == address, PER_ADDRESS))
    ends = [end for end in (_full_until(which, most, at) for which, most in limits) if end is not None]
    return max(ends, default=None)


def _full_until(which: ColumnElement[bool], limit: Limit, at: datetime) -> datetime | None:
    failed = (which, SignInAttempt.outcome == "failed", SignInAttempt.at > at - limit.within)
    if (db.session.scalar(select(func.count()).where(*failed)) or 0) <= limit.most:
        return None
    # Room for one more when the oldest of the last `most`, the present one left out, is past.
    oldest = select(SignInAttempt.at).where(*failed).order_by(SignInAttempt.id.desc()).offset(limit.most).limit(1)
    moment = db.session.scalar(oldest)
    return None if moment is None else moment + limit.within


def settle(number: int, outcome: str) -> None:
    """Say what became of an attempt: 'succeeded', or 'refused' unseen, which then counts no longer."""
    db.session.execute(update(SignInAttempt).where(SignInAttempt.id == number).values(outcome=outcome))


def forgive(email: str) -> None:
    """Forget the failures of an account whose owner has now signed in."""
    db.session.execute(
        update(SignInAttempt)
        .where(SignInAttempt.account_hash == hashed(email), SignInAttempt.outcome == "failed")
        .values(outcome="succeeded")
    )


def hashed(email: str) -> str:
    """What is stored of what was tried."""
    return hashlib.sha256(email.encode()).hexdigest()
