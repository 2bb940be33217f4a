"""Asking for something to be done later: a row, written in the transaction that causes it."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from crm import clock
from crm.extensions import db
from crm.outbox.tables import Job

# Where a database session keeps the numbers of the jobs asked for in it, for a message after the commit.
ASKED = "jobs asked for"


def add(
    kind: str,
    args: dict[str, Any],
    *,
    key: str | None = None,
    run_at: datetime | None = None,
    agency_id: int | None = None,
    asked_by: int | None = None,
) -> int:
    """Ask for a job of a kind, with arguments that JSON can hold; its number.

    With a `key` that was used before, no second job: the number of the first. `run_at`: not before then.
    """
    if key is not None:
        known = db.session.scalar(select(Job.id).where(Job.key == key))
        if known is not None:
            return known
    now = clock.now()
    job = Job(
        kind=kind,
        args=args,
        key=key,
        agency_id=agency_id,
        asked_by=asked_by,
        asked_at=now,
        run_at=run_at or now,
        attempts=0,
    )
    try:
        with db.session.begin_nested() if key is not None else nullcontext():
            db.session.add(job)
            db.session.flush()
    except IntegrityError:  # another process asked for the same at the same moment
        return db.session.scalars(select(Job.id).where(Job.key == key)).one()
    db.session.info.setdefault(ASKED, []).append(job.id)
    return job.id


def again(key: str, *, asked_by: int | None) -> bool:
    """Have the job of a key done once more, under the name of whoever asks now; False if there is none.

    It stays the same job, so that what it may have sent already is known by the same mark.
    """
    job = db.session.scalar(select(Job).where(Job.key == key).with_for_update())
    if job is None:
        return False
    rearm(job, asked_by=asked_by)
    return True


def rearm(job: Job, *, asked_by: int | None) -> None:
    """Let a job that was ended or given up be done again, now; its next attempt is not its first."""
    job.done_at = job.parked_at = job.claimed_at = job.sent_at = job.error = None
    job.run_at, job.attempts, job.asked_by = clock.now(), 1, asked_by
    db.session.flush()
    db.session.info.setdefault(ASKED, []).append(job.id)


def was_asked(key: str) -> bool:
    """Whether a job was asked for under a key."""
    return db.session.scalar(select(Job.id).where(Job.key == key)) is not None
