"""Who does which job: a claim is one row changed by one process, and lapses if that process dies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from crm.extensions import db
from crm.outbox.tables import Job

TRIES = 5
# What goes by a mail server is tried for most of a day, since a server that stops in the evening is mended in the
# morning. Not the link for a new password: whoever asked for it asks again.
BY_MAIL = frozenset(
    {"letters.send", "mail", "invitations.send", "enquiries.thank", "morning_mails.send", "report_mails.send"}
)
MAIL_TRIES = 10
# After this long without an end, the process that claimed a job is taken for dead. While a job really runs, its
# row is locked, and nobody claims it however long it takes.
LEASE = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
# How long a message to Redis may take before another is sent.
FRESH, LOST = timedelta(seconds=10), timedelta(minutes=1)


def due(at: datetime) -> ColumnElement[bool]:
    """Jobs that somebody should be doing: their time has come, and nobody is at work on them."""
    unclaimed = or_(Job.claimed_at.is_(None), Job.claimed_at < at - LEASE)
    return and_(Job.done_at.is_(None), Job.parked_at.is_(None), Job.run_at <= at, unclaimed)


def tries_of(kind: str) -> int:
    """How often a job of a kind is tried before it is given up."""
    return MAIL_TRIES if kind in BY_MAIL else TRIES


def claim(at: datetime, give_up: Callable[[Job, str], None], job_id: int | None = None) -> Job | None:
    """Claim one due job, the one named or the one that has waited longest; nothing if there is none.

    A job whose process died too often is parked instead, by `give_up`, which is told why.
    """
    which = due(at) if job_id is None else and_(due(at), Job.id == job_id)
    while True:
        job = db.session.scalar(
            select(Job).where(which).order_by(Job.run_at, Job.id).limit(1).with_for_update(skip_locked=True)
        )
        if job is None:
            return None
        if job.attempts < tries_of(job.kind):
            job.attempts += 1
            job.claimed_at = at
            db.session.flush()
            return job
        give_up(job, job.error or "The program ended while it was at work on this")
        db.session.flush()


def mine(job_id: int, claimed_at: datetime) -> Job | None:
    """The job, locked to the end of the transaction, if the claim of that moment still holds and it is not done."""
    return db.session.scalar(
        select(Job)
        .where(Job.id == job_id, Job.claimed_at == claimed_at, Job.done_at.is_(None), Job.parked_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def put_off(job: Job, error: str, at: datetime) -> bool:
    """Let a job that failed be tried again after a while, each time a longer one; False after the last try."""
    if job.attempts >= tries_of(job.kind):
        return False
    job.error, job.claimed_at = error, None
    job.run_at = at + min(FIRST_WAIT * 4 ** (job.attempts - 1), LONGEST_WAIT)
    return True


def park(job: Job, error: str, at: datetime) -> None:
    """Give a job up, until a person looks at it."""
    job.error, job.parked_at = error, at


def unsent(at: datetime) -> list[int]:
    """Due jobs whose message to Redis was lost, or was never due before; noted as sent now."""
    lost = or_(
        and_(Job.sent_at.is_(None), Job.asked_at <= at - FRESH),
        Job.sent_at <= at - LOST,
    )
    ids = list(db.session.scalars(select(Job.id).where(due(at), lost).order_by(Job.run_at, Job.id)))
    if ids:
        db.session.execute(update(Job).where(Job.id.in_(ids)).values(sent_at=at))
    return ids
