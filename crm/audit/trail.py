"""Writing the audit: one row for a look or a change, in the transaction of the look or the change itself.

The rows of a transaction are kept until it commits, and written then, before anything else of it can be seen: the
chain that they join is held for that moment only, and not for as long as a large import takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, Literal

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from crm import clock
from crm.actor import Actor
from crm.audit import chain
from crm.audit.asked import ASKED, LEAVES
from crm.extensions import db

_KEPT = "audit rows of the transaction"  # in the session's `info`
# The number of the request in hand, which the log and the error page give too; set by crm/access.py.
request_id: ContextVar[str | None] = ContextVar("request id", default=None)
# And the network address that it came from, where that is kept.
network: ContextVar[str | None] = ContextVar("network address", default=None)
# And which list or file it asks for, as crm/audit/asked.py says it.
asked: ContextVar[str | None] = ContextVar("what is asked for", default=None)


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

    `action` is a noun and a verb, 'household.view', 'address.show'. `fields` are names of fields, and of a list the
    references that it showed, and the codes and days that it was asked with; `reason` is a code, `about` the number
    of a record that is no household: never a value that a person typed. Without `agency_id` it belongs to the
    agency of `by`, who has just one. Of a list or a file the row says by itself which, and by what narrowed.
    """
    if agency_id is None and len(by.agency_ids) == 1:
        agency_id = by.agency_ids[0]
    row = {
        "at": clock.now(),
        "user_id": by.user_id,
        "role": by.role.value,
        "agency_id": agency_id,
        "household_id": household_id,
        "action": action,
        "about": about,
        "fields": _with_list(action, sorted(fields)),
        "reason": reason,
        "outcome": outcome,
        "request_id": request_id.get(),
        "network": network.get(),
    }
    session = db.session()
    session.connection()  # the transaction that the row belongs to begins here, if it has not
    if session.in_nested_transaction():
        chain.add([row])  # it stands or falls with the savepoint
    else:
        _kept(session).append(row)


def _with_list(action: str, fields: list[str]) -> list[str]:
    """And of a list or a file which it is, unless that is said of it already (T44, T63)."""
    given = asked.get()
    if given is None or action.rpartition(".")[2] not in LEAVES or any(each.startswith(ASKED) for each in fields):
        return fields
    return [*fields, given]


def _kept(session: Session) -> list[dict[str, Any]]:
    """The rows of the transaction that is open. Those of one that was rolled back are forgotten with it."""
    held: tuple[SessionTransaction | None, list[dict[str, Any]]] = session.info.get(_KEPT, (None, []))
    now = session.get_transaction()
    if held[0] is not now:
        held = session.info[_KEPT] = (now, [])
    return held[1]


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """The rows that were kept are written, or the transaction fails as a whole (T46)."""
    if _KEPT in session.info and (rows := _kept(session)):
        chain.add(rows)
        rows.clear()
