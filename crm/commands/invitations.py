"""Inviting somebody to open an account, and accepting: bound to the address, the agency and the role (T10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm import audit, clock
from crm.actor import Actor, Role, nobody
from crm.commands import command, role_requests
from crm.errors import Gone, NotFound, Refused
from crm.extensions import db, reading
from crm.outbox import queue
from crm.people import folding, links, passwords, roles, sessions, users
from crm.people import role_requests as requests
from crm.people.sessions import hash_of
from crm.people.tables import Invitation, User
from crm.register import accounts, agencies

SEND = "invitations.send"
GONE = {
    "accepted": "This invitation was accepted already. Sign in with the password that was chosen then.",
    "revoked": "This invitation was taken back, or a newer one was sent. Look for the newest mail, or ask for one.",
    "expired": "This invitation is older than {hours} hours. Ask whoever invited you for another.",
}
UNKNOWN = "This link is not of an invitation. Check that all of it was copied, or ask for another."


@dataclass(frozen=True)
class Invited:
    """What the person who holds a link may know before there is an account."""

    email: str
    name: str
    role: Role
    service: str


@dataclass(frozen=True)
class ToSend:
    """An invitation as its mail says it; without a token where the address has an account elsewhere."""

    invited: Invited
    inviter: str
    token: str | None
    hours: int


@command
def invite(email: str, *, name: str, role: Role, agency_id: int, by: Actor) -> int:
    """Invite somebody into a role of an agency; the number. An older invitation of theirs lapses.

    Where the role takes two people to give, it is sent when a second person agrees (T19).

    Refused for a role that `by` may not give, and for an address that has an account in this agency. One that
    has an account elsewhere is answered like a new one: only the mail to its owner says so (T14).
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency")
    if not roles.may_give(by.role, role):
        raise Refused("Your own role may not give this one", field="role")
    address = users.require_email(email)
    known = users.by_email(address)
    if known is not None and known.agency_id == agency_id:
        closed = "" if known.active else " It is closed: open it again on its page"
        raise Refused(f"There is an account for {address} already.{closed}", field="email")
    new = put(address, name=name, role=role, agency_id=agency_id, by=by)
    if role_requests.takes_two(role):
        role_requests.ask_for_invitation(new, by=by)
    else:
        send(new)
    return new.id


def put(address: str, *, name: str, role: Role, agency_id: int, by: Actor, **whose: int) -> Invitation:
    """Put an invitation on record in the place of an older one to the address, within an open command.

    `whose`: of a carer's, `household_id` and `carer_id`.
    """
    now = clock.now()
    requests.drop(links.revoke_all(address, agency_id, at=now), by=by.user_id, at=now)
    new = Invitation(
        email=address,
        name=folding.tidied(name, longest=100, field="name"),
        role=role.value,
        agency_id=agency_id,
        **whose,
        invited_at=now,
        invited_by=by.user_id,
        expires_at=now + accounts.invitation(agency_id),
    )
    db.session.add(new)
    db.session.flush()
    audit.record(
        by,
        "user.invite",
        agency_id=agency_id,
        household_id=whose.get("household_id"),
        about=f"invitation {new.id}",
        reason=role.value,
    )
    return new


def send(new: Invitation) -> None:
    """Have the mail of an invitation sent."""
    queue.add(SEND, {"invitation": new.id}, agency_id=new.agency_id)


def let_go(number: int) -> None:
    """Send an invitation to which a second person has just agreed, within an open command: its time begins now."""
    given = db.session.get_one(Invitation, number)
    if links.state_of(given, at=clock.now()) in ("accepted", "revoked"):
        raise Refused("This invitation was taken back. Say no, and invite them anew.")
    given.expires_at = clock.now() + accounts.invitation(given.agency_id)
    send(given)


def withdraw(number: int) -> None:
    """Take an invitation back to which a second person has not agreed, within an open command."""
    given = db.session.get_one(Invitation, number)
    given.revoked_at = given.revoked_at or clock.now()


def takes_two(role: Role) -> bool:
    """Whether an invitation into a role waits for a second person."""
    return role_requests.takes_two(role)


@command
def revoke(number: int, *, by: Actor) -> None:
    """Take an invitation back: its link is dead at once."""
    given = _load(number, by)
    if links.state_of(given, at=clock.now()) == "accepted":
        raise Refused("This invitation was accepted already. Close the account instead.")
    given.revoked_at = given.revoked_at or clock.now()
    requests.drop([number], by=by.user_id, at=clock.now())
    audit.record(by, "user.invite_revoke", agency_id=given.agency_id, about=f"invitation {number}")


@command
def send_again(number: int, *, by: Actor) -> Role:
    """A new invitation in place of one that has lapsed or was lost; the role that it is for."""
    given = _load(number, by)
    if given.accepted_at is not None:
        raise Refused("This invitation was accepted already.")
    role = Role(given.role)
    invite(given.email, name=given.name, role=role, agency_id=given.agency_id, by=by)
    return role


def _load(number: int, by: Actor) -> Invitation:
    found = db.session.get(Invitation, number)
    if found is None or found.agency_id not in by.agency_ids:
        raise NotFound("There is no such invitation")
    if not roles.may_give(by.role, Role(found.role)):
        raise Refused("Your own role may not give this one")
    return found


@command
def prepare(number: int) -> ToSend | None:
    """Make the link of an invitation for its mail; nothing where it is no longer open, or waits for somebody."""
    given = db.session.get_one(Invitation, number)
    if links.state_of(given, at=clock.now()) != "open" or not requests.allows(number):
        return None
    inviter = users.find(given.invited_by) if given.invited_by else None
    known = users.by_email(given.email)
    token = links.fresh() if known is None or reopens(given, known) else None
    given.token_hash = hash_of(token) if token else None
    return ToSend(_invited(given), inviter.name if inviter else "Hearth", token, hours(given.agency_id))


def look(token: str) -> Invited:
    """What an open invitation is; Gone, with the reason, for any other. Looking does not use it up."""
    with reading():
        return _invited(_open(token))


def accept(token: str, *, name: str, password: str) -> None:
    """Open the account that was offered, in the agency and role of the invitation whatever the form says."""
    invited = look(token)
    passwords.require_good(password, invited.email, name, invited.service)
    hashed = passwords.hashed(password)  # outside any transaction: it takes 50 ms
    _accept(token, folding.tidied(name, longest=100, field="name"), hashed)


@command
def _accept(token: str, name: str, hashed: str) -> None:
    given = _open(token)
    now = clock.now()
    if not links.accept(given, at=now):
        raise Gone(GONE["accepted"])
    known = users.by_email(given.email)
    if known is not None and not reopens(given, known):
        raise Refused("There is an account with this address already. An address can have one account only.")
    own = {"name": name, "password_hash": hashed, "household_id": given.household_id, "carer_id": given.carer_id}
    user = _opened_again(known, own, now) if known else _opened(given, own, now)
    about = f"user {user.id}"
    audit.record(
        nobody(),
        "user.accept",
        agency_id=given.agency_id,
        household_id=given.household_id,
        about=about,
        reason=given.role,
    )


def reopens(given: Invitation, known: User) -> bool:
    """Whether the address has a carer's closed account of this agency: the invitation opens that one again."""
    is_a_carers = given.carer_id is not None and known.role == Role.CARER
    return is_a_carers and not known.active and known.agency_id == given.agency_id


def _opened(given: Invitation, own: Mapping[str, object], now: datetime) -> User:
    user = User(email=given.email, role=given.role, agency_id=given.agency_id, active=True, created_at=now, **own)
    db.session.add(user)
    db.session.flush()
    return user


def _opened_again(user: User, own: Mapping[str, object], now: datetime) -> User:
    """Whoever comes back keeps the account's number, and a phone that was added; the rest is as invited."""
    for name, value in own.items():
        setattr(user, name, value)
    users.reopen(user, at=now)
    user.version += 1
    sessions.end_all(user.id, at=now, why="others")
    links.end_resets(user.id, at=now)
    return user


def _open(token: str) -> Invitation:
    given = links.invitation(token)
    if given is None:
        raise Gone(UNKNOWN)
    state = links.state_of(given, at=clock.now())
    if state != "open":
        raise Gone(GONE[state].format(hours=hours(given.agency_id)))
    return given


def _invited(given: Invitation) -> Invited:
    service = agencies.numbered(given.agency_id).name
    return Invited(given.email, given.name, Role(given.role), service)


def hours(agency_id: int) -> int:
    """How long an invitation to an agency lasts."""
    return accounts.invitation(agency_id) // timedelta(hours=1)
