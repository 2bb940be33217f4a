"""Links that are mailed to the owner of an account, whoever asks: for a new password, or to sign in (T03, T09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from crm import audit, clock
from crm.actor import nobody
from crm.commands import command
from crm.outbox import queue
from crm.people import links, users
from crm.people.guesses import Limit
from crm.people.tables import User
from crm.register import accounts, agencies

ASKS = Limit(20, timedelta(minutes=15))  # from one network address, whomever they are for


@dataclass(frozen=True)
class ToSend:
    """A mail with a link, for the address of the account whatever was typed."""

    email: str
    name: str
    service: str
    token: str
    minutes: int  # for which the link works


@command
def ask(typed: str, job: str, action: str) -> None:
    """Have a job find out whether a mail is sent: the same rows are written whether there is an account or not."""
    user = users.by_email(typed)
    queue.add(job, {"user": user.id if user else None})
    about = f"user {user.id}" if user else None
    audit.record(nobody(), action, agency_id=user.agency_id if user else None, about=about)


def made(user: User, lasts: timedelta, *, signs_in: bool = False) -> ToSend | None:
    """Make a link, within an open command; nothing where the account had its mails for today, or is closed."""
    now = clock.now()
    if not links.may_reset(user, accounts.password_links_a_day(user.agency_id), at=now, signs_in=signs_in):
        return None
    token = links.fresh()
    links.forget_old(at=now)
    links.reset(user, token, at=now, until=now + lasts, signs_in=signs_in)
    service = agencies.reach(user.agency_id, user.hub_id)[0]
    return ToSend(user.email, user.name, service, token, lasts // timedelta(minutes=1))


@command
def unsend(token: str) -> None:
    """The mail could not be sent: its link never was."""
    links.unsend_reset(token)
