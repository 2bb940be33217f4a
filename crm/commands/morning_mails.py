"""The morning mail: who is told each working morning how much is due, and when.

A job for each council, at its hour, and from it one for each person: their work is counted in that one, so that
nobody's mail waits in one transaction for everybody's. What a mail says is counted when it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.users import actor_of
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db, glance
from crm.holding import held, overtaken
from crm.outbox import queue
from crm.people import users
from crm.people.tables import User
from crm.permissions import MAY
from crm.register import accounts, agencies, clocks

SHARE, SEND = "morning_mails.share", "morning_mails.send"
WHEN = EVERY_DAY, WHEN_OVERDUE, NEVER = "every_day", "when_overdue", "never"
AS_SETTLED = "settled"  # a person's choice that is none of their own: it is as their agency has it
READERS = tuple(sorted(role.value for role in MAY["account.morning_mail"]))


@dataclass(frozen=True)
class Reader:
    """Whose mail it is, as they are now: what they may see is counted for it, and nothing else."""

    by: Actor
    email: str
    name: str
    service: str
    when: str

    def wants(self, *, overdue: int, anything: int) -> bool:
        """Whether there is something to say that they want to be told."""
        return bool(overdue if self.when == WHEN_OVERDUE else anything)


@command
def begin() -> None:
    """Have each agency's mails asked for at its hour of today. Done again, they are the same jobs."""
    day = clock.today()
    for agency in agencies.every():
        at = clock.at(day, accounts.morning_hour(agency.id))
        what = {"agency": agency.id, "day": day.isoformat()}
        queue.add(SHARE, what, key=f"{SHARE} {agency.id} {day}", run_at=at, agency_id=agency.id)


@command
def share(agency_id: int, day: date) -> int:
    """Ask for a mail for each of an agency's staff who may have one, once a person and day; how many there are.

    None on a day on which the office is closed, nor once the day is over.
    """
    if day != clock.today() or not clocks.calendar(agency_id, day).is_working(day):
        return 0
    found = [user for user in _staff(agency_id) if _when(user) != NEVER]
    for user in found:
        what = {"user": user.id, "day": day.isoformat()}
        queue.add(SEND, what, key=f"{SEND} {day} user {user.id}", agency_id=agency_id)
    return len(found)


def reader(user_id: int, day: date) -> Reader | None:
    """Whose mail of a day it is; nobody where the day is over, or the account was closed or wants none any more."""
    with glance():
        user = users.find(user_id)
        by = actor_of(user_id) if user is not None else None
        if user is None or by is None or day != clock.today() or user.role not in READERS or _when(user) == NEVER:
            return None
        return Reader(by, user.email, user.name, agencies.reach(user.agency_id, user.hub_id)[0], _when(user))


@command
def choose(when: str, *, version: int, by: Actor) -> None:
    """Say when one wants the mail oneself: one of WHEN, or AS_SETTLED. It goes on record like the account's rest.

    Stale: the account is not as it was read (T49). Refused where it is none of these.
    """
    user = held(User, by.user_id) if by.user_id is not None else None
    if user is None or user.role not in READERS:
        raise NotFound("There is no such account")
    if when not in (*WHEN, AS_SETTLED):
        raise Refused("Choose when you want the morning mail", field="morning_mail")
    if overtaken(user, version):
        raise Stale("Your account has changed since you opened this page.")
    chosen = None if when == AS_SETTLED else when
    if chosen != user.morning_mail:
        user.morning_mail = chosen
        user.version += 1
        about = f"user {user.id}"
        audit.record(by, "user.morning_mail", agency_id=user.agency_id, about=about, fields=["morning_mail"])


def _when(user: User) -> str:
    return user.morning_mail or accounts.morning_mail(user.agency_id)


def _staff(agency_id: int) -> list[User]:
    """Whose page of today it is, whose account is open, and who has signed in: an address that nobody has proved to
    be theirs is told nothing."""
    theirs = User.agency_id == agency_id, User.role.in_(READERS), User.active, User.used_at.is_not(None)
    return list(db.session.scalars(select(User).where(*theirs).order_by(User.id)))
