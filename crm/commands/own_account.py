"""What people do with their own account: a new password, and an end to their sessions."""

from __future__ import annotations

from dataclasses import dataclass

from crm import audit, clock
from crm.actor import Actor
from crm.commands import attempts, command, mail, sign_in
from crm.errors import NotFound, Refused, Stale
from crm.holding import held, overtaken
from crm.people import folding, guesses, passwords, sessions, users
from crm.people.tables import User
from crm.register import agencies

LONGEST_PHONE, FEWEST_DIGITS = 40, 6


@dataclass(frozen=True)
class _Own:
    """What of an account is needed to change its password, read once and let go of."""

    email: str
    name: str
    service: str
    agency_id: int | None
    password_hash: str


def change_password(current: str, new: str, *, by: Actor, address: str, agent: str = "") -> str:
    """Change one's own password: the text for the cookie of a new session, all others end (T06).

    Refused where the current one is wrong, which counts among the guesses of the account, or the new one easy.
    Passwords are looked at and hashed outside any transaction: each takes 50 ms.
    """
    user_id = _user_id(by)
    own = _own(user_id)
    number = attempts.begin(own.email, address=address, user=(user_id, own.agency_id))
    if not passwords.fits(own.password_hash, current):
        _refused(by, own.agency_id)
        raise Refused("The current password is wrong", field="current_password")
    _right(number)
    require_good(new, own.email, own.name, own.service, field="chosen_password")
    if passwords.fits(own.password_hash, new):
        raise Refused("The new password must not be the current one. Choose another.", field="chosen_password")
    hashed = passwords.hashed(new)
    return _change(user_id, hashed, own, by, agent)


def require_good(new: str, *besides: str, field: str) -> None:
    """Refuse an easy password (T04), beside the question that asks for it."""
    try:
        passwords.require_good(new, *besides)
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from None


@command
def _own(user_id: int) -> _Own:
    user = users.numbered(user_id)
    service = agencies.reach(user.agency_id, user.hub_id)[0]
    return _Own(user.email, user.name, service, user.agency_id, user.password_hash)


@command
def _refused(by: Actor, agency_id: int | None) -> None:
    about = f"user {by.user_id}"
    audit.record(by, "user.password", agency_id=agency_id, about=about, fields=["password"], outcome="refused")


@command
def _right(number: int) -> None:
    """The current password was no wrong guess, whatever becomes of the new one."""
    guesses.settle(number, "succeeded")


@command
def _change(user_id: int, hashed: str, own: _Own, by: Actor, agent: str) -> str:
    guesses.forgive(own.email)
    user = users.numbered(user_id)
    put_password(user, hashed, by=by)
    return sessions.begin(user_id, at=clock.now(), agent=agent, lasts=sign_in.lasts(user))


def put_password(user: User, hashed: str, *, by: Actor) -> None:
    """Give an account a new password within an open command: its sessions end, and its owner is written to."""
    now = clock.now()
    user.password_hash = hashed
    sessions.end_all(user.id, at=now)
    mail.tell(user.id, "password_changed", at=f"{now.astimezone(clock.LONDON):%-d %B %Y at %H:%M}")
    audit.record(by, "user.password", agency_id=user.agency_id, about=f"user {user.id}", fields=["password"])


@command
def say_phone(phone: str, *, version: int, by: Actor) -> None:
    """Say on which number one can be called at work; with nothing said, the service's number is shown instead.

    Stale: the account is not as it was read (T49). Refused where it is none.
    """
    user = held(User, _user_id(by))
    if user is None:
        raise NotFound("There is no such account")
    if overtaken(user, version):
        raise Stale(
            f"Your account has changed since you opened this page: it says {user.work_phone or 'no number'}."
        )
    said = folding.tidied_text(phone, longest=LONGEST_PHONE, field="work_phone") or None
    if said is not None and len(folding.folded_phone(said)) < FEWEST_DIGITS:
        raise Refused("Enter a telephone number, like 01632 960 001", field="work_phone")
    if said != user.work_phone:
        user.work_phone = said
        user.version += 1
        about = f"user {user.id}"
        audit.record(by, "user.work_phone", agency_id=user.agency_id, about=about, fields=["work_phone"])


@command
def end_session(id_hash: str, *, by: Actor) -> None:
    """End one of one's own sessions; NotFound for anybody else's (T06, T12)."""
    if not sessions.end_one_of(_user_id(by), id_hash, at=clock.now()):
        raise NotFound("There is no such session")
    audit.record(by, "session.end", about=f"user {by.user_id}")


@command
def end_all_sessions(*, by: Actor) -> None:
    """Sign out everywhere, here too (T06)."""
    sessions.end_all(_user_id(by), at=clock.now(), why="own")
    audit.record(by, "session.end_all", about=f"user {by.user_id}")


def _user_id(by: Actor) -> int:
    if by.user_id is None:
        raise NotFound("Nobody in particular has an account")
    return by.user_id
