"""Telling the owners of unused accounts, and closing those that stay unused (T10): once a day, by a job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm import audit, clock
from crm.actor import Role, system
from crm.commands import command, mail
from crm.people import dormant, role_requests, sessions, users
from crm.people.tables import User
from crm.register import accounts, agencies


@dataclass(frozen=True)
class Swept:
    """How many owners were told, and how many accounts closed."""

    told: int
    closed: int


@command
def sweep() -> Swept:
    """Look at every account once. How long is too long is a setting of the agency, for hubs the national one."""
    told = closed = 0
    for agency_id in (None, *(agency.id for agency in agencies.every())):
        after, notice = accounts.unused_days(agency_id), accounts.notice_days(agency_id)
        closed += _close(agency_id, after, notice)
        told += _tell(agency_id, after, notice)
    return Swept(told, closed)


def _close(agency_id: int | None, after: int, notice: int) -> int:
    now = clock.now()
    found = dormant.to_close(
        agency_id, unused_since=now - timedelta(days=after), warned_before=now - timedelta(days=notice)
    )
    closed = 0
    for user in found:
        if _only_manager(user):
            continue
        closed += 1
        users.shut(user, "lapsed", at=now)
        role_requests.drop_of_account(user.id, by=None, at=now)
        user.version += 1
        sessions.end_all(user.id, at=now)
        about = f"user {user.id}"
        audit.record(system(), "user.close", agency_id=agency_id, about=about, fields=["active"], reason="lapsed")
    return closed


def _tell(agency_id: int | None, after: int, notice: int) -> int:
    now = clock.now()
    found = dormant.to_warn(agency_id, unused_since=now - timedelta(days=after - notice))
    for user in found:
        user.warned_at = now
        mail.tell(user.id, "account_unused", on=_said(now + timedelta(days=notice)), days=str(after - notice))
    return len(found)


def _said(moment: datetime) -> str:
    day: date = clock.day_of(moment)
    return f"{day:%-d %B %Y}"


def _only_manager(user: User) -> bool:
    """Without its last manager nobody could open an agency's accounts again."""
    if user.role != Role.MANAGER or user.agency_id is None:
        return False
    return users.managers(user.agency_id) == [user.id]
