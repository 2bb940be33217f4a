"""Jobs: asking for one, seeing how far it is, and what carries them out (crm/jobs) needs to claim and end them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from crm import clock
from crm.actor import Actor, system
from crm.commands import command, letters, unsent_letters
from crm.commands.users import actor_of
from crm.errors import NotFound, Refused
from crm.extensions import db, reading
from crm.outbox import claims, progress, queue
from crm.outbox.tables import Job

log = logging.getLogger(__name__)

Result = dict[str, Any] | None
Stage = Literal["waiting", "working", "done", "refused", "failed"]


@dataclass(frozen=True)
class Claimed:
    """A job that this process has claimed: what it is, for whom, and how to say how far it has come."""

    id: int
    kind: str
    args: dict[str, Any]
    by: Actor
    claimed_at: datetime
    asked_at: datetime
    attempt: int  # 1, or more where an earlier attempt failed or was cut off

    @property
    def mark(self) -> str:
        """What names this job for others, at each attempt alike: no job of any Hearth has the same."""
        when = hashlib.sha256(self.asked_at.isoformat().encode()).hexdigest()
        return f"hearth-{self.id}-{when[:16]}"

    def tell(self, done: int, total: int) -> None:
        """Say how many rows are done, for whoever is watching."""
        progress.tell(self.id, done, total)


@dataclass(frozen=True)
class JobState:
    """How a job stands. `error` is a refusal in words, or the name of a fault."""

    kind: str
    state: Stage
    done: int | None
    total: int | None
    error: str | None
    result: Result


@dataclass(frozen=True)
class QueueState:
    """How many jobs wait that are due, and how many were given up."""

    waiting: int
    parked: int


@command
def ask(kind: str, args: dict[str, Any], *, by: Actor, agency_id: int | None = None, key: str | None = None) -> int:
    """Have something done soon, on behalf of `by`; the job's number. The same `key` again: the same job."""
    return queue.add(kind, args, key=key, agency_id=agency_id, asked_by=by.user_id)


def state(job_id: int, *, by: Actor) -> JobState:
    """How a job stands that one asked for oneself; NotFound for any other."""
    with reading():
        job = db.session.get(Job, job_id)
        if job is None or by.user_id is None or job.asked_by != by.user_id:
            raise NotFound("There is no such job")
        told = progress.of(job_id)
        return JobState(
            kind=job.kind,
            state=_state(job),
            done=told.done if told else None,
            total=told.total if told else None,
            error=job.error,
            result=job.result,
        )


def _state(job: Job) -> Stage:
    if job.done_at is not None:
        return "refused" if job.error else "done"
    if job.parked_at is not None:
        return "failed"
    return "working" if job.claimed_at is not None else "waiting"


def queue_state() -> QueueState | None:
    """For /health: how the queue stands; nothing where the database does not answer."""
    waiting = select(func.count()).select_from(Job).where(claims.due(clock.now()))
    parked = select(func.count()).select_from(Job).where(Job.parked_at.is_not(None))
    try:
        with reading():
            return QueueState(db.session.scalar(waiting) or 0, db.session.scalar(parked) or 0)
    except SQLAlchemyError as problem:
        log.error("The database does not answer (%s)", type(problem).__name__)
        return None


def anything_due() -> bool:
    """Whether a job waits: asked every few seconds, and so without the writer's lock."""
    with reading():
        found = db.session.scalar(select(Job.id).where(claims.due(clock.now())).limit(1))
        db.session.rollback()
        return found is not None


@command
def claim(job_id: int | None = None) -> Claimed | None:
    """Claim a due job, the one named or the next; nothing if there is none, or its account was closed."""
    job = claims.claim(clock.now(), _give_up, job_id)
    if job is None or job.claimed_at is None:
        return None
    by = system(*([job.agency_id] if job.agency_id else [])) if job.asked_by is None else actor_of(job.asked_by)
    if by is None:
        _give_up(job, "The account that asked for this was closed")
        return None
    return Claimed(job.id, job.kind, job.args, by, job.claimed_at, job.asked_at, job.attempts)


@command
def carry_out(claimed: Claimed, do: Callable[[Claimed], Result]) -> None:
    """Do a claimed job and note that it is done, in one transaction: its effect is there once, or not at all."""
    job = claims.mine(claimed.id, claimed.claimed_at)
    if job is None:
        return  # another process took it for abandoned, and has done it
    job.result = do(claimed)
    job.done_at, job.error = clock.now(), None


@command
def fail(claimed: Claimed, problem: Exception) -> None:
    """Note that a job did not succeed: refused is final, anything else is tried again later.

    Only a refusal's words are kept. What another exception says may hold a person's particulars.
    """
    progress.forget(claimed.id)
    job = claims.mine(claimed.id, claimed.claimed_at)
    if job is None:
        return
    if isinstance(problem, Refused):
        job.done_at, job.error = clock.now(), problem.message[:400]
    elif not claims.put_off(job, type(problem).__name__, clock.now()):
        _give_up(job, type(problem).__name__)


def _give_up(job: Job, error: str) -> None:
    """Park a job; if it was to send a letter, the household's record says that it has not gone."""
    claims.park(job, error, clock.now())
    if job.kind == letters.JOB:
        unsent_letters.given_up(job.args["letter"])


@command
def unsent() -> list[int]:
    """The due jobs that Redis has lost or never heard of; noted as sent."""
    return claims.unsent(clock.now())
