"""Which file is being asked for, which requests there are for such files, and what became of each."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from crm.extensions import db
from crm.people.export_request_tables import ExportRequest
from crm.people.second_person import unsettled
from crm.people.tables import User

WAITS, LAPSED, READY, OVER, DECLINED, TAKEN_BACK = "waits", "lapsed", "ready", "over", "declined", "taken_back"
STATES = (WAITS, READY, OVER, LAPSED, DECLINED, TAKEN_BACK)


@dataclass(frozen=True)
class Wanted:
    """A list as a file: the address and the answers of its form, as they were sent."""

    address: str
    answers: dict[str, str]


# Set for each request that asks for a file (crm/access.py).
wanted: ContextVar[Wanted | None] = ContextVar("the file that is asked for", default=None)


def granted(user_id: int, file: Wanted, households: int, *, since: datetime) -> bool:
    """Whether a second person agreed since then that this user takes this file, of at most so many households."""
    agreed = select(ExportRequest).where(
        ExportRequest.asked_by == user_id,
        ExportRequest.agreed.is_(True),
        ExportRequest.settled_at > since,
        ExportRequest.address == file.address,
        ExportRequest.households >= households,
    )
    return any(each.answers == file.answers for each in db.session.scalars(agreed))


def waiting(user_id: int, file: Wanted, *, since: datetime) -> bool:
    """Whether this user has asked for this file, and nobody has answered yet."""
    asked = select(ExportRequest).where(
        ExportRequest.asked_by == user_id, ExportRequest.address == file.address, unsettled(ExportRequest, since)
    )
    return any(each.answers == file.answers for each in db.session.scalars(asked))


def who_may_settle(agency_id: int, *, roles: tuple[str, ...], besides: int) -> list[int]:
    """The open accounts of an agency with one of these roles, but for one."""
    chosen = select(User.id).where(
        User.agency_id == agency_id, User.active, User.role.in_(roles), User.id != besides
    )
    return list(db.session.scalars(chosen.order_by(User.id)))


def state_of(row: ExportRequest, *, at: datetime, waits: timedelta, kept: timedelta) -> str:
    """What became of a request."""
    if row.settled_at is None:
        return WAITS if row.asked_at > at - waits else LAPSED
    if row.agreed:
        return READY if row.settled_at > at - kept else OVER
    return TAKEN_BACK if row.settled_by == row.asked_by else DECLINED


def forget_old(agency_id: int, *, asked_before: datetime) -> None:
    """Erase what was searched for from requests that were asked for before then: names may be among it."""
    old = select(ExportRequest).where(
        ExportRequest.agency_id == agency_id,
        ExportRequest.asked_at < asked_before,
        ExportRequest.address.contains("?", autoescape=True),
    )
    for row in db.session.scalars(old):
        row.address = row.address.partition("?")[0]
