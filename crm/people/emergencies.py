"""Emergency access: which there is, how each stands, and ending one (T19)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, false, func, or_, select, update

from crm.extensions import db
from crm.people.emergency_tables import EmergencyAccess
from crm.people.second_person import unsettled

WAITING, DECLINED, LAPSED, OPEN, ENDED, OVER = "waiting", "declined", "lapsed", "open", "ended", "over"
STATES = (WAITING, OPEN, OVER, ENDED, DECLINED, LAPSED)


def state_of(access: EmergencyAccess, *, at: datetime, since: datetime) -> str:
    """How a request stands at a moment; one from before `since`, that nobody settled, has lapsed."""
    if access.settled_at is None:
        return WAITING if access.asked_at > since else LAPSED
    if not access.agreed or access.until is None:
        return DECLINED
    if access.ended_at is not None:
        return ENDED
    return OPEN if at < access.until else OVER


def in_state(state: str, *, at: datetime, since: datetime) -> ColumnElement[bool]:
    """The same, for a query: which requests stand so."""
    settled, table = EmergencyAccess.settled_at.is_not(None), EmergencyAccess
    goes_on = settled & table.agreed & table.ended_at.is_(None)
    known: dict[str, ColumnElement[bool]] = {
        WAITING: unsettled(table, since),
        LAPSED: ~settled & (table.asked_at <= since),
        DECLINED: settled & ~table.agreed,
        ENDED: table.ended_at.is_not(None),
        OPEN: goes_on & (table.until > at),
        OVER: goes_on & (table.until <= at),
    }
    return known.get(state, false())


def alive(asked_by: int, household_id: int, *, at: datetime, since: datetime) -> bool:
    """Whether somebody has asked to see a household already, and it waits or is still open."""
    which = EmergencyAccess.asked_by == asked_by, EmergencyAccess.household_id == household_id
    stands = or_(*(in_state(state, at=at, since=since) for state in (WAITING, OPEN)))
    return (db.session.scalar(select(func.count()).where(*which, stands)) or 0) > 0


def begin(number: int, until: datetime) -> None:
    """Let it last until a moment."""
    db.session.execute(update(EmergencyAccess).where(EmergencyAccess.id == number).values(until=until))


def end(number: int, *, by: int | None, at: datetime) -> bool:
    """End one before its time; whether it was open. Of two at once, one does it."""
    ended = db.session.execute(
        update(EmergencyAccess)
        .where(EmergencyAccess.id == number, in_state(OPEN, at=at, since=at))
        .values(ended_at=at, ended_by=by)
        .execution_options(synchronize_session=False)
    )
    return isinstance(ended, CursorResult) and ended.rowcount == 1
