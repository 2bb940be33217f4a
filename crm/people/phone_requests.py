"""The requests that a phone be removed: those that wait, and settling one once (T08)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, select, update

from crm.extensions import db
from crm.people.phone_request_tables import PhoneRequest

# After this nobody remembers who asked in person: it is asked for anew.
WAITS = timedelta(days=7)


def waiting(agency_ids: tuple[int, ...], *, at: datetime) -> list[PhoneRequest]:
    """The requests of these agencies that nobody has settled, the oldest first."""
    chosen = select(PhoneRequest).where(PhoneRequest.agency_id.in_(agency_ids), _open(at))
    return list(db.session.scalars(chosen.order_by(PhoneRequest.id)))


def of_account(user_id: int, *, at: datetime) -> PhoneRequest | None:
    """The request about an account that nobody has settled, if there is one."""
    return db.session.scalar(select(PhoneRequest).where(PhoneRequest.user_id == user_id, _open(at)))


def settle(number: int, *, agreed: bool, by: int | None, at: datetime) -> bool:
    """Settle a request; whether it was still to be settled. Of two at once, one does it."""
    settled = db.session.execute(
        update(PhoneRequest)
        .where(PhoneRequest.id == number, _open(at))
        .values(agreed=agreed, settled_by=by, settled_at=at)
        .execution_options(synchronize_session=False)
    )
    return isinstance(settled, CursorResult) and settled.rowcount == 1


def _open(at: datetime) -> ColumnElement[bool]:
    return PhoneRequest.settled_at.is_(None) & (PhoneRequest.asked_at > at - WAITS)
