"""Accounts: opening one, and closing it."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command, second_factor
from crm.errors import NotFound, Refused
from crm.people import factors, folding, households, links, passwords, role_requests, sessions, users
from crm.register import accounts, agencies


@command
def add_staff(
    email: str,
    *,
    role: Role,
    by: Actor,
    name: str | None = None,
    agency: str | None = None,
    hub: str | None = None,
    password: str | None = None,
) -> str:
    """An account for a member of staff, in the agency or (for role hub) the hub of that slug; its password.

    Without `name`, the e-mail address gives one; without `password`, one is made. Refused where there is an
    account with this address already, Unusable where the role and the place do not go together.
    """
    _require_place(role, agency, hub)
    agency_id = agencies.called(agency).id if agency else None
    hub_id = agencies.hub_called(hub).id if hub else None
    given = password if password is not None else passwords.generated()
    user = users.add(
        email=email,
        name=folding.tidied(name or _name_in(email), longest=100, field="name"),
        password=given,
        role=role,
        at=clock.now(),
        agency_id=agency_id,
        hub_id=hub_id,
        besides=(agencies.reach(agency_id, hub_id)[0],),
    )
    audit.record(by, "user.add", agency_id=agency_id, about=f"user {user.id}", fields=["role"])
    return given


@command
def add_carer(
    email: str, *, household_id: int, name: str, password: str, by: Actor, position: int | None = None
) -> int:
    """An account for one of the carers of a household, `position` if it is known which; its number."""
    household = households.load(household_id, by.agency_ids)
    carer = next((each for each in households.carers_of(household.id) if each.position == position), None)
    user = users.add(
        email=email,
        name=folding.tidied(name, longest=100, field="name"),
        password=password,
        role=Role.CARER,
        at=clock.now(),
        agency_id=household.agency_id,
        household_id=household.id,
        besides=(agencies.reach(household.agency_id, None)[0],),
    )
    user.carer_id = carer.id if carer else None
    audit.record(by, "user.add", agency_id=household.agency_id, household_id=household.id, about=f"user {user.id}")
    return user.id


@command
def close(email: str, *, by: Actor) -> None:
    """Close an account: its sessions end at once, its name stays for the audit (T06)."""
    user = users.by_email(email)
    if user is None:
        raise NotFound("There is no such account")
    users.shut(user, "left", at=clock.now())
    role_requests.drop_of_account(user.id, by=by.user_id, at=clock.now())
    sessions.end_all(user.id, at=clock.now(), why="closed")
    audit.record(by, "user.close", agency_id=user.agency_id, about=f"user {user.id}", fields=["active"])


@command
def let_in(email: str, *, reopen: bool, remove_phone: bool, by: Actor) -> str:
    """Help somebody in whom nobody else can help, the last manager: the text of a link for a new password.

    For the command line only, whose user can read the whole database anyway. On record like any other.
    """
    user = users.by_email(email)
    if user is None:
        raise NotFound(f"There is no account for {users.canonical_email(email)[:100]}")
    now = clock.now()
    if not user.active and not reopen:
        raise Refused("The account is closed. --reopen opens it again.", field="email")
    if not user.active:
        users.reopen(user, at=now)
        audit.record(by, "user.reopen", agency_id=user.agency_id, about=f"user {user.id}", fields=["active"])
    if remove_phone and factors.of(user.id) is not None:
        second_factor.take_away(user, by=by, reason="let in")
    token = links.fresh()
    links.reset(user, token, at=now, until=now + accounts.password_link(user.agency_id))
    audit.record(by, "password.link", agency_id=user.agency_id, about=f"user {user.id}")
    return token


def actor_of(user_id: int) -> Actor | None:
    """Whoever has an account, with the rights that it has now; nobody if it was closed."""
    user = users.numbered(user_id)
    if not user.active:
        return None
    reached = () if user.household_id else agencies.reach(user.agency_id, user.hub_id)[1]
    return Actor(user.id, user.name, Role(user.role), reached, user.household_id)


def _require_place(role: Role, agency: str | None, hub: str | None) -> None:
    if role not in users.STAFF_ROLES:
        raise Refused(f"'{role}' is not a role of staff", field="role")
    if role is Role.HUB and (hub is None or agency is not None):
        raise Refused("A hub's account belongs to a hub, not to an agency", field="hub")
    if role is not Role.HUB and (agency is None or hub is not None):
        raise Refused("An account of this role belongs to one agency", field="agency")


def _name_in(email: str) -> str:
    """'Rowan Example' of rowan.example@derby.example."""
    return " ".join(part.capitalize() for part in email.split("@")[0].replace("_", ".").split(".")) or email
