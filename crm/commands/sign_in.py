"""Signing in and out. Of many attempts at once, no more are looked at than the limit on guesses allows."""

from __future__ import annotations

from dataclasses import dataclass

from crm import audit, clock
from crm.actor import Actor, Role, nobody
from crm.commands import attempts, command
from crm.errors import Refused
from crm.extensions import reading
from crm.people import factors, guesses, passwords, sessions, users
from crm.people.tables import User
from crm.register import accounts

# One answer for an unknown account, a closed one and a wrong password (T03).
WRONG = "Your e-mail address or password is wrong"
WRONG_CODE = "That code is wrong, or was used before. Wait for the next one and type that"
# The steps that may follow the password.
CODE, ENROL = "code", "enrol"


@dataclass(frozen=True)
class _Account:
    """What of an account is needed to look at a password, read once and let go of."""

    user_id: int
    agency_id: int | None
    password_hash: str
    active: bool

    @property
    def named(self) -> tuple[int, int | None]:
        """Its number and its agency's, for the audit."""
        return self.user_id, self.agency_id


def sign_in(
    email: str, password: str, *, address: str, agent: str = "", second_factor_required: bool = False
) -> str:
    """Begin a session; the text for its cookie. Refused where e-mail and password do not go together.

    `address` is the browser's network address, `agent` what the browser says of itself. Where the account has a
    second factor, or is of staff and must have one, the session waits for that step, and opens nothing else
    (T08). The password is looked at outside any transaction: it takes 50 ms, and SQLite has one writer.
    """
    typed = users.canonical_email(email)
    account = _known(typed)
    number = attempts.begin(typed, address=address, user=account.named if account else None)
    fits = passwords.fits(account.password_hash if account else None, password)
    if account is None or not account.active or not fits:
        turn_away("sign_in", account.named if account else None)
        raise Refused(WRONG, field="email")
    return _let_in(number, account.user_id, typed, password, agent, second_factor_required)


@command
def _known(typed: str) -> _Account | None:
    user = users.by_email(typed)
    return _Account(user.id, user.agency_id, user.password_hash, user.active) if user else None


@command
def turn_away(action: str, named: tuple[int, int | None] | None) -> None:
    """A refusal names the account that was tried, if there is one; nobody knows who tried."""
    user_id, agency_id = named if named else (None, None)
    about = f"user {user_id}" if named else None
    audit.record(nobody(), action, agency_id=agency_id, about=about, outcome="refused")


@command
def _let_in(number: int, user_id: int, typed: str, password: str, agent: str, second_factor_required: bool) -> str:
    user = users.numbered(user_id)
    guesses.settle(number, "succeeded")
    guesses.forgive(typed)
    if passwords.outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    return begin_for(user, "password", agent, proved=False, second_factor_required=second_factor_required)


def begin_for(user: User, how: str, agent: str, *, proved: bool, second_factor_required: bool) -> str:
    """Begin a session within an open command, whole or waiting for the second step; the text for its cookie.

    `how` is how the person was known, `proved` whether a second step was among it.
    """
    must_enrol = second_factor_required and user.role != Role.CARER
    waits_for = CODE if factors.of(user.id) else ENROL if must_enrol else None
    if waits_for is None or proved:
        return begin_whole(user, how, agent)
    audit.record(_actor(user), f"sign_in.{how}", agency_id=user.agency_id)
    return sessions.begin(user.id, at=clock.now(), agent=agent, waits_for=waits_for, lasts=lasts(user))


def pass_code(token: str, code: str, *, user_id: int, address: str, agent: str = "") -> str:
    """The second step: a code from the phone, or a recovery code, in the session that waits for it.

    The text for the cookie of the session that takes its place (T05). The limit is the account's, whatever number
    of sessions it is tried in.
    """
    number, named = try_code(user_id, address)
    begun = _take_code(number, token, code, user_id, agent)
    if begun is None:
        turn_away("sign_in.code", named)
        raise Refused(WRONG_CODE, field="code")
    return begun


def try_code(user_id: int, address: str) -> tuple[int, tuple[int, int | None]]:
    """Put on record that a code is tried; the attempt's number, and the account's with its agency's."""
    named = (user_id, _agency_of(user_id))
    what = f"second factor of user {user_id}"
    limit, action = guesses.CODES, "sign_in.code_limit"
    return attempts.begin(what, address=address, user=named, limit=limit, action=action), named


@command
def _agency_of(user_id: int) -> int | None:
    return users.numbered(user_id).agency_id


@command
def _take_code(number: int, token: str, code: str, user_id: int, agent: str) -> str | None:
    kind = factors.take(user_id, code, at=clock.now())
    if kind is None:
        return None
    guesses.settle(number, "succeeded")
    sessions.end(sessions.hash_of(token), at=clock.now())
    return begin_whole(users.numbered(user_id), kind, agent)


def begin_whole(user: User, how: str, agent: str) -> str:
    """Begin a whole session: `how` is the last thing that was asked for."""
    now = clock.now()
    user.used_at, user.warned_at = now, None
    audit.record(_actor(user), "sign_in", agency_id=user.agency_id, reason=how)
    return sessions.begin(user.id, at=now, agent=agent, lasts=lasts(user))


def lasts(user: User) -> sessions.Lasts:
    """How long a session lasts that begins now."""
    return sessions.Lasts(accounts.idle_minutes(user.agency_id), accounts.longest_hours(user.agency_id))


def ended_elsewhere(token: str) -> str | None:
    """Why the session of a cookie was ended from elsewhere: 'own', 'others' or 'closed'; None where it was not."""
    with reading():
        return sessions.ended_elsewhere(token)


@command
def sign_out(token: str, *, by: Actor) -> None:
    """End a session for good: its cookie, copied or not, opens nothing any more (T06)."""
    sessions.end(sessions.hash_of(token), at=clock.now())
    audit.record(by, "sign_out")


def _actor(user: User) -> Actor:
    return Actor(user.id, user.name, Role(user.role), agency_ids=())
