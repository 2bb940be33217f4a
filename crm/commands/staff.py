"""What a manager does with the accounts of an agency's staff: roles, closing, opening again, a lost phone (T19)."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command, mail, phone_requests, role_requests, second_factor
from crm.errors import NotFound, Refused, Stale
from crm.holding import overtaken
from crm.people import factors, roles, sessions, users
from crm.people import role_requests as requests
from crm.people.tables import User

# Why an account is closed by a person, and why a phone is removed: codes, words.py says them.
CLOSED = ("left", "absent")
LOST = ("lost_phone", "new_phone", "locked_out")


@command
def change_role(user_id: int, role: Role, *, version: int, by: Actor) -> bool:
    """Give somebody another role, from their next sign-in: their sessions end. Never one's own (T19).

    False where it is only asked for: to make a manager takes a second person. Stale where somebody else changed
    the account since the page was opened (T49).
    """
    user = load(user_id, by)
    stale = overtaken(user, version)
    if user.id == by.user_id:
        raise Refused("You cannot change your own role. Another manager can.", field="role")
    if not roles.may_give(by.role, Role(user.role)) or not roles.may_give(by.role, role):
        raise Refused("Your own role may not give this one", field="role")
    if stale:
        raise Stale("Somebody else has changed this account since you opened it")
    if user.role == role.value:
        return True
    if role_requests.takes_two(role):
        role_requests.ask_for_account(user, role, by=by)
        return False
    _leave_a_manager(user)
    give_role(user, role, by=by)
    return True


def give_role(user: User, role: Role, *, by: Actor) -> None:
    """Let an account have a role, within an open command that has asked whether it may; its owner is told."""
    user.role = role.value
    user.version += 1
    sessions.end_all(user.id, at=clock.now(), why="others")
    mail.tell(user.id, "role_changed", role=role.value)
    audit.record(
        by, "user.role", agency_id=user.agency_id, about=f"user {user.id}", fields=["role"], reason=role.value
    )


@command
def close(user_id: int, *, reason: str, by: Actor) -> None:
    """Close an account: its open sessions end at once (T06). Never one's own, nor the last manager's."""
    user = _kept(user_id, by)
    if user.id == by.user_id:
        raise Refused("You cannot close your own account. Another manager can.")
    if reason not in CLOSED:
        raise Refused("Choose why the account is closed", field="reason")
    if not user.active:
        return
    _leave_a_manager(user)
    now = clock.now()
    users.shut(user, reason, at=now)
    requests.drop_of_account(user.id, by=by.user_id, at=now)
    user.version += 1
    sessions.end_all(user.id, at=now, why="closed")
    audit.record(
        by, "user.close", agency_id=user.agency_id, about=f"user {user.id}", fields=["active"], reason=reason
    )


@command
def reopen(user_id: int, *, by: Actor) -> None:
    """Open a closed account again, with the role, the password and the phone that it had."""
    user = _kept(user_id, by)
    if user.active:
        return
    users.reopen(user, at=clock.now())
    user.version += 1
    audit.record(by, "user.reopen", agency_id=user.agency_id, about=f"user {user.id}", fields=["active"])


@command
def remove_phone(user_id: int, *, reason: str, by: Actor) -> bool:
    """Free an account of a phone that was lost: its owner adds another at the next sign-in, and is told (T08).

    False where it is only asked for: a manager's or administrator's takes a second person. Never one's own:
    whoever finds an open session could keep the account by it.
    """
    user = _kept(user_id, by)
    if user.id == by.user_id:
        raise Refused("You cannot do this for yourself. Use a recovery code, or ask another manager.")
    if reason not in LOST:
        raise Refused("Choose why the phone is removed", field="reason")
    if factors.of(user.id) is None:
        raise Refused("This account has no phone to remove.")
    if phone_requests.takes_two(user):
        phone_requests.ask(user, reason=reason, by=by)
        return False
    second_factor.take_away(user, by=by, reason=reason)
    return True


@command
def end_sessions(user_id: int, *, by: Actor) -> None:
    """Sign somebody out everywhere."""
    user = _kept(user_id, by)
    sessions.end_all(user.id, at=clock.now(), why="others")
    audit.record(by, "session.end_all", agency_id=user.agency_id, about=f"user {user.id}")


def load(user_id: int, by: Actor) -> User:
    """An account of the staff of an agency of `by`; NotFound for any other, a carer's too."""
    user = users.find(user_id)
    if user is None or user.agency_id not in by.agency_ids or user.role == Role.CARER:
        raise NotFound("There is no such account")
    return user


def _kept(user_id: int, by: Actor) -> User:
    user = load(user_id, by)
    if not roles.may_keep(by.role, Role(user.role)):
        raise Refused("This account is above your own role. The administrator can do this.")
    return user


def _leave_a_manager(user: User) -> None:
    """Refuse to take the last manager from an agency: nobody could invite another."""
    if user.role == Role.MANAGER and user.agency_id is not None and users.managers(user.agency_id) == [user.id]:
        raise Refused(f"{user.name} is the only manager. Invite another manager first.", field="role")
