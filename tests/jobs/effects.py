"""A kind of job whose effect can be counted: a row of the audit each time."""

from __future__ import annotations

from sqlalchemy import func, select

from crm import audit
from crm.actor import Actor
from crm.audit.tables import AuditEntry
from crm.commands import jobs
from crm.commands.jobs import Claimed, Result
from crm.extensions import db

KIND = "leave a mark"


def leave_a_mark(job: Claimed) -> Result:
    """Put on record that it was done."""
    audit.record(job.by, "test.mark", about=str(job.args.get("mark")))
    job.tell(1, 1)
    return {"mark": job.args.get("mark")}


def marks() -> int:
    """How often it was done."""
    db.session.rollback()
    found = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "test.mark")
    return db.session.scalar(found) or 0


def state(job_id: int, by: Actor) -> str:
    """How a job stands."""
    db.session.rollback()
    return jobs.state(job_id, by=by).state
