"""Jobs that were given up: what, since when and why, until somebody has them tried again or leaves them undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command, letters, unsent_letters
from crm.commands.users import actor_of
from crm.errors import NotFound, Refused
from crm.extensions import db, reading
from crm.holding import held
from crm.outbox import queue
from crm.outbox.tables import Job

MOST = 5000  # jobs a list or a file
OVER = "Somebody has seen to it meanwhile: it was tried again, or given up."
CLOSED = "The account that asked for this was closed. Give it up, and ask for it anew if it is still wanted."
GIVEN_UP = "somebody gave it up, since it had failed each time"


@dataclass(frozen=True, slots=True)
class ParkedJob:
    """A job that was given up. `error` is a sentence, or the name of a fault; `asked_by` an account, or nobody."""

    id: int
    kind: str
    asked_at: datetime
    asked_by: int | None
    parked_at: datetime
    attempts: int
    error: str


def every(kind: str, *, by: Actor) -> tuple[ParkedJob, ...]:
    """The jobs of the actor's agencies that were given up, the latest first, MOST of them; of a kind or of all."""
    chosen = _own(by) & (Job.kind == kind) if kind else _own(by)
    with reading():
        found = select(Job).where(chosen).order_by(Job.parked_at.desc(), Job.id.desc()).limit(MOST)
        return tuple(_seen(job) for job in db.session.scalars(found))


def one(job_id: int, *, by: Actor) -> ParkedJob:
    """One of them; NotFound for any other, and once somebody has seen to it."""
    with reading():
        job = db.session.scalar(select(Job).where(_own(by), Job.id == job_id))
        if job is None:
            raise NotFound("There is no such job")
        return _seen(job)


def _own(by: Actor) -> ColumnElement[bool]:
    """What was given up of the actor's agencies; for an administrator also what belongs to no agency."""
    theirs: ColumnElement[bool] = Job.agency_id.in_(by.agency_ids)
    return Job.parked_at.is_not(None) & (or_(theirs, Job.agency_id.is_(None)) if by.role is Role.ADMIN else theirs)


def _seen(job: Job) -> ParkedJob:
    since = job.parked_at or job.asked_at
    return ParkedJob(job.id, job.kind, job.asked_at, job.asked_by, since, job.attempts, job.error or "")


@command
def taken(kind: str, reason: str, *, by: Actor) -> tuple[ParkedJob, ...]:
    """The same for a file; the asking goes on record, with why."""
    found = every(kind, by=by)
    agency_id = by.agency_ids[0] if len(by.agency_ids) == 1 else None
    audit.record(by, "job.export", agency_id=agency_id, about=f"{len(found)} jobs", reason=reason)
    return found


@command
def try_again(job_id: int, *, by: Actor) -> None:
    """Have it done again now, in the name of whoever asked for it: rights are not handed on.

    Refused: it is not given up any more, its account was closed, or its letter has gone another way.
    """
    job = _load(job_id, by)
    if job.asked_by is not None and actor_of(job.asked_by) is None:
        raise Refused(CLOSED)
    if job.kind == letters.JOB:
        unsent_letters.wait_again(job.args["letter"])
    queue.rearm(job, asked_by=job.asked_by)
    _on_record("job.again", job, by)


@command
def give_up(job_id: int, *, by: Actor) -> None:
    """Leave it undone for good. Refused: somebody has seen to it meanwhile."""
    job = _load(job_id, by)
    job.parked_at, job.done_at, job.error = None, clock.now(), GIVEN_UP
    _on_record("job.give_up", job, by)


def _load(job_id: int, by: Actor) -> Job:
    """The job, locked. NotFound: there is none, or it is another council's, or the installation's own."""
    job = held(Job, job_id)
    own = job is not None and (job.agency_id in by.agency_ids or (job.agency_id is None and by.role is Role.ADMIN))
    if job is None or not own:
        raise NotFound("There is no such job")
    if job.parked_at is None:
        raise Refused(OVER)
    return job


def _on_record(action: str, job: Job, by: Actor) -> None:
    audit.record(by, action, agency_id=job.agency_id, about=f"job {job.id}", fields=[job.kind])
