"""Who looked at a household and who changed it: the audit's rows about it, for those who may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from crm.actor import Actor
from crm.audit.tables import AuditEntry
from crm.extensions import db
from crm.reads import look
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of

PAGE = 50  # rows a page


@dataclass(frozen=True, slots=True)
class Look:
    """One row of the audit: who did what and when, which part of the record, and why where that was asked."""

    at: datetime
    by: str
    role: str
    action: str
    fields: tuple[str, ...]
    reason: str | None
    outcome: str


@dataclass(frozen=True, slots=True)
class LooksSeen:
    """A household's head, and a page of those who looked at it or changed it, newest first."""

    household: HouseholdSeen
    looks: tuple[Look, ...]
    total: int
    page: int
    pages: int


@look
def looks(reference: str, page: int, by: Actor) -> LooksSeen:
    """Who looked at one household. This look goes on record too, and is the first line of the next."""
    history = load_history(reference, by)
    about = AuditEntry.household_id == history.identity.id
    total = db.session.execute(select(func.count()).select_from(AuditEntry).where(about)).scalar_one()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = db.session.scalars(
        select(AuditEntry).where(about).order_by(AuditEntry.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    names = names_of(row.user_id for row in rows)
    found = tuple(
        Look(row.at, names[row.user_id], row.role, row.action, tuple(row.fields), row.reason, row.outcome)
        for row in rows
    )
    seen_on_record(history.identity, ["who looked"], by)
    return LooksSeen(seen(history), found, total, page, pages)
