"""Writing the audit: one row for a look or a change, in the transaction of the look or the change itself."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Literal, cast

from sqlalchemy import Table, insert

from crm import clock
from crm.actor import Actor
from crm.audit.tables import AuditEntry
from crm.extensions import db

_INSERT = insert(cast(Table, AuditEntry.__table__))  # of the table itself: half the time of asking the model
# The number of the request in hand, which the log and the error page give too; set by crm/access.py.
request_id: ContextVar[str | None] = ContextVar("request id", default=None)


def record(
    by: Actor,
    action: str,
    *,
    agency_id: int | None = None,
    household_id: int | None = None,
    fields: Iterable[str] = (),
    reason: str | None = None,
    about: str | None = None,
    outcome: Literal["done", "refused"] = "done",
) -> None:
    """Put on record what `by` does. If the row cannot be written, neither can what it is about (T44).

    `action` is a noun and a verb, 'household.view', 'address.show'. `fields` are names of fields, `reason` a
    code, `about` the number of a record that is no household: never a value that a person typed.
    """
    row = {
        "at": clock.now(),
        "user_id": by.user_id,
        "role": by.role.value,
        "agency_id": agency_id,
        "household_id": household_id,
        "action": action,
        "about": about,
        "fields": sorted(fields),
        "reason": reason,
        "outcome": outcome,
        "request_id": request_id.get(),
    }
    db.session.execute(_INSERT, row)
