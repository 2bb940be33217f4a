"""One's own account as its page shows it: the second step, and the sessions that are alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.people import factors, sessions, users
from crm.people.sessions import OwnSession
from crm.register import accounts as settled


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What one may know of one's own account. `phone_since` is None without a second step."""

    email: str
    work_phone: str | None  # of staff
    morning_mail: str | None  # of staff: their own choice; none, where they leave it to their agency
    morning_settled: str  # what that has settled
    morning_hour: int  # at which it is sent, in London
    version: int
    phone_since: datetime | None
    codes_left: int
    sessions: tuple[OwnSession, ...]  # the last used first


def own(by: Actor) -> OwnAccount:
    """The account of whoever asks."""
    if by.user_id is None:
        raise NotFound("Nobody in particular has an account")
    factor, user = factors.of(by.user_id), users.numbered(by.user_id)
    return OwnAccount(
        email=user.email,
        work_phone=user.work_phone,
        morning_mail=user.morning_mail,
        morning_settled=settled.morning_mail(user.agency_id),
        morning_hour=settled.morning_hour(user.agency_id),
        version=user.version,
        phone_since=factor.enrolled_at if factor else None,
        codes_left=factors.codes_left(by.user_id) if factor else 0,
        sessions=tuple(sessions.alive(by.user_id, at=clock.now())),
    )
