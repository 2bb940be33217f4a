"""Having a second factor: enrolling a phone, new recovery codes, and taking it away (T08)."""

from __future__ import annotations

from dataclasses import dataclass

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command, mail, sign_in
from crm.errors import Refused
from crm.extensions import reading
from crm.people import factors, guesses, sessions, users
from crm.people.tables import User


@dataclass(frozen=True)
class Enrolled:
    """What enrolling gives: a new session's text for the cookie, and codes that are shown this once."""

    token: str
    recovery_codes: tuple[str, ...]


def new_secret() -> str:
    """A secret to share with a phone."""
    return factors.new_secret()


def address_for(secret: str, *, email: str, product: str) -> str:
    """What the square holds that the phone photographs."""
    return factors.address_for(secret, email=email, product=product)


def email_of(user_id: int) -> str:
    """Under which name the phone keeps the secret."""
    with reading():
        return users.numbered(user_id).email


@command
def enrol(secret: str, code: str, *, user_id: int, agent: str = "") -> Enrolled:
    """Give an account the second factor whose secret its owner's phone has; `code` proves that it has.

    All its sessions end, the one that waited for this among them, and a new one begins (T05).
    """
    if factors.of(user_id) is not None:
        raise Refused("Your account has a second step already. Remove it first to use another phone.")
    now = clock.now()
    step = factors.step_of(secret, code, at=now)
    if step is None:
        raise Refused(
            "That code is wrong. Check that the clock of your phone sets itself, then type the code it shows now",
            field="code",
        )
    user = users.numbered(user_id)
    codes = factors.enrol(user_id, secret, step, at=now)
    _tell(user, "added")
    audit.record(_as(user), "user.second_factor", agency_id=user.agency_id, about=f"user {user_id}", reason="added")
    sessions.end_all(user_id, at=now)
    return Enrolled(sign_in.begin_whole(user, "enrolled", agent), tuple(codes))


def renew_codes(code: str, *, user_id: int, address: str) -> tuple[str, ...]:
    """New recovery codes, in place of those that are left; needs a code."""
    number, named = sign_in.try_code(user_id, address)
    codes = _renew(number, code, user_id)
    if codes is None:
        sign_in.turn_away("user.recovery_codes", named)
        raise Refused(sign_in.WRONG_CODE, field="code")
    return tuple(codes)


@command
def _renew(number: int, code: str, user_id: int) -> list[str] | None:
    if factors.take(user_id, code, at=clock.now()) is None:
        return None
    guesses.settle(number, "succeeded")
    user = users.numbered(user_id)
    audit.record(_as(user), "user.recovery_codes", agency_id=user.agency_id, about=f"user {user_id}")
    return factors.renew_codes(user_id)


def remove(code: str, *, user_id: int, address: str) -> None:
    """Take one's own second factor away, to use another phone; needs a code. All sessions end."""
    number, named = sign_in.try_code(user_id, address)
    if not _remove(number, code, user_id):
        sign_in.turn_away("user.second_factor", named)
        raise Refused(sign_in.WRONG_CODE, field="code")


@command
def _remove(number: int, code: str, user_id: int) -> bool:
    if factors.take(user_id, code, at=clock.now()) is None:
        return False
    guesses.settle(number, "succeeded")
    user = users.numbered(user_id)
    take_away(user, by=_as(user), reason="own")
    return True


def take_away(user: User, *, by: Actor, reason: str) -> None:
    """Take a second factor away within an open command: sessions end, and the owner is written to."""
    factors.remove(user.id)
    sessions.end_all(user.id, at=clock.now())
    _tell(user, "removed")
    audit.record(
        by, "user.second_factor", agency_id=user.agency_id, about=f"user {user.id}", reason=f"removed {reason}"
    )


def _tell(user: User, what: str) -> None:
    at = f"{clock.now().astimezone(clock.LONDON):%-d %B %Y at %H:%M}"
    mail.tell(user.id, "second_factor", what=what, at=at)


def _as(user: User) -> Actor:
    return Actor(user.id, user.name, Role(user.role), agency_ids=())
