"""A forgotten password: a link by mail, once, and the same answer for everybody (T03, T09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from crm import audit, clock
from crm.actor import nobody
from crm.commands import attempts, command
from crm.commands.own_account import put_password
from crm.errors import Gone
from crm.extensions import reading
from crm.outbox import queue
from crm.people import guesses, links, passwords, users
from crm.people.guesses import Limit
from crm.register import accounts, agencies

SEND = "new_passwords.send"
GONE = (
    "This link was used already, is too old, or a newer one was sent. Look for the newest mail, or ask for another."
)
ASKS = Limit(20, timedelta(minutes=15))  # from one network address, whomever they are for


@dataclass(frozen=True)
class ToSend:
    """A mail with a link, for the address of the account whatever was typed."""

    email: str
    name: str
    service: str
    token: str
    minutes: int  # for which the link works


def ask(email: str, *, address: str) -> None:
    """Have a link sent to the owner of an account.

    Whoever asks learns nothing, not even by the time it takes: the same rows are written whether there is an
    account or not, and a job finds out whether a mail is sent. TooManyAttempts from one network address.
    """
    attempts.begin(f"new passwords for {address}", address=None, user=None, limit=ASKS, action="password.limit")
    _ask(users.canonical_email(email))


@command
def _ask(typed: str) -> None:
    user = users.by_email(typed)
    queue.add(SEND, {"user": user.id if user else None})
    about = f"user {user.id}" if user else None
    audit.record(nobody(), "password.ask", agency_id=user.agency_id if user else None, about=about)


@command
def prepare(user_id: int | None) -> ToSend | None:
    """Make the link for its mail; nothing where there is no account, it is closed, or had its mails for today."""
    user = users.find(user_id) if user_id is not None else None
    now = clock.now()
    if user is None or not links.may_reset(user, accounts.password_links_a_day(user.agency_id), at=now):
        return None
    token, lasts = links.fresh(), accounts.password_link(user.agency_id)
    links.forget_old(at=now)
    links.reset(user, token, at=now, until=now + lasts)
    service = agencies.reach(user.agency_id, user.hub_id)[0]
    return ToSend(user.email, user.name, service, token, lasts // timedelta(minutes=1))


@command
def unsend(token: str) -> None:
    """The mail could not be sent: its link never was."""
    links.unsend_reset(token)


def look(token: str) -> None:
    """Gone, unless a link can still be used. Looking does not use it up, and shows no account."""
    with reading():
        if links.resettable(token, at=clock.now()) is None:
            raise Gone(GONE)


def choose(token: str, password: str) -> None:
    """Choose a new password by a link, which is then dead; every session of the account ends (T06).

    Whoever has a second step is still asked for it at sign-in (T08).
    """
    passwords.require_good(password, *_besides(token))
    _choose(token, passwords.hashed(password))


@command
def _besides(token: str) -> tuple[str, ...]:
    user = links.resettable(token, at=clock.now())
    if user is None:
        raise Gone(GONE)
    return user.email, user.name, agencies.reach(user.agency_id, user.hub_id)[0]


@command
def _choose(token: str, hashed: str) -> None:
    now = clock.now()
    user = links.resettable(token, at=now)
    if user is None or not links.end_resets(user.id, at=now):
        raise Gone(GONE)
    guesses.forgive(user.email)
    put_password(user, hashed, by=nobody())
