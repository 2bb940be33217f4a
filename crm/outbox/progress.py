"""How far a job has come, told while its transaction is still open.

On PostgreSQL it is a row, written on a connection of its own. SQLite has one writer, which is the job itself;
there one process serves the pages and does the jobs, and its memory is enough.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm import clock
from crm.extensions import db
from crm.outbox.tables import JobProgress

_here: dict[int, Progress] = {}


@dataclass(frozen=True)
class Progress:
    """So many of so many rows."""

    done: int
    total: int


def tell(job_id: int, done: int, total: int) -> None:
    """Say how many of a job's rows are done."""
    if db.engine.dialect.name == "sqlite":
        _here[job_id] = Progress(done, total)
        return
    news = {"done": done, "total": total, "at": clock.now()}
    upsert = insert(JobProgress).values(job_id=job_id, **news)
    with db.engine.begin() as connection:
        connection.execute(upsert.on_conflict_do_update(index_elements=[JobProgress.job_id], set_=news))


def of(job_id: int) -> Progress | None:
    """What was last told of a job, if anything was."""
    if db.engine.dialect.name == "sqlite":
        return _here.get(job_id)
    row = db.session.execute(
        select(JobProgress.done, JobProgress.total).where(JobProgress.job_id == job_id)
    ).one_or_none()
    return Progress(row.done, row.total) if row else None


def forget(job_id: int) -> None:
    """Let go of what memory holds of a job that is over."""
    _here.pop(job_id, None)
