"""Signing in and out. Of many attempts at once, no more are looked at than the limit on guesses allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm import audit, clock
from crm.actor import Actor, Role, nobody
from crm.commands import command
from crm.errors import Refused
from crm.people import guesses, passwords, sessions, users
from crm.people.tables import User

# One answer for an unknown account, a closed one and a wrong password (T03).
WRONG = "Your e-mail address or password is wrong"


class TooManyAttempts(Refused):
    """Too many failures for this account or from this network address; try again at `until`."""

    def __init__(self, until: datetime) -> None:
        local = until.astimezone(clock.LONDON)
        super().__init__(f"There were too many attempts. Try again at {local:%H:%M}")
        self.until = until


@dataclass(frozen=True)
class _Account:
    """What of an account is needed to look at a password, read once and let go of."""

    user_id: int
    agency_id: int | None
    password_hash: str
    active: bool


def sign_in(email: str, password: str, *, address: str) -> str:
    """Begin a session; the text for its cookie. Refused where e-mail and password do not go together.

    `address` is the browser's network address. The password is looked at outside any transaction: it takes
    50 ms, and SQLite has one writer.
    """
    typed = users.canonical_email(email)
    number = _note(typed, address)
    wait = _wait(number, typed, address)
    if wait is not None:
        raise TooManyAttempts(wait)
    account = _known(typed)
    fits = passwords.fits(account.password_hash if account else None, password)
    if account is None or not account.active or not fits:
        _turn_away(account)
        raise Refused(WRONG, field="email")
    return _let_in(number, account.user_id, typed, password)


@command
def _note(typed: str, address: str) -> int:
    return guesses.note(typed, address, at=clock.now())


@command
def _wait(number: int, typed: str, address: str) -> datetime | None:
    """Until when this attempt must wait, unseen; put on record if it must."""
    until = guesses.until(typed, address, at=clock.now())
    if until is not None:
        guesses.settle(number, "refused")
        _on_record("sign_in.limit", _known(typed))
    return until


@command
def _known(typed: str) -> _Account | None:
    user = users.by_email(typed)
    return _Account(user.id, user.agency_id, user.password_hash, user.active) if user else None


@command
def _turn_away(account: _Account | None) -> None:
    _on_record("sign_in", account)


def _on_record(action: str, account: _Account | None) -> None:
    """A refusal names the account that was tried, if there is one; nobody knows who tried."""
    about = f"user {account.user_id}" if account else None
    audit.record(nobody(), action, agency_id=account.agency_id if account else None, about=about, outcome="refused")


@command
def _let_in(number: int, user_id: int, typed: str, password: str) -> str:
    user = users.numbered(user_id)
    guesses.settle(number, "succeeded")
    guesses.forgive(typed)
    if passwords.outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    audit.record(_actor(user), "sign_in", agency_id=user.agency_id)
    return sessions.begin(user.id, at=clock.now())


@command
def sign_out(token: str, *, by: Actor) -> None:
    """End a session for good: its cookie, copied or not, opens nothing any more (T06)."""
    sessions.end(sessions.hash_of(token), at=clock.now())
    audit.record(by, "sign_out")


def _actor(user: User) -> Actor:
    return Actor(user.id, user.name, Role(user.role), agency_ids=())
