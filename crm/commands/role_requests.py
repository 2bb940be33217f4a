"""Asking that somebody be made a manager, which takes two; the second decides in role_decisions.py (T19)."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import mail, second_person
from crm.errors import Refused
from crm.extensions import db
from crm.people import role_requests, roles
from crm.people.role_request_tables import RoleRequest
from crm.people.tables import Invitation, User


def takes_two(role: Role) -> bool:
    """Whether one person alone may not give a role."""
    return role in roles.TAKES_TWO


def ask_for_account(user: User, role: Role, *, by: Actor) -> None:
    """Ask, within an open command, that an account be given a role. Once at a time."""
    if user.agency_id is None:
        raise Refused("Use `crm user add` for this.")
    if role_requests.of_account(user.id, since=second_person.since(user.agency_id)) is not None:
        raise Refused("This was asked for already. It waits for a second person, on the page of the staff.")
    request = RoleRequest(agency_id=user.agency_id, role=role.value, user_id=user.id, version=user.version)
    _ask(request, about=f"user {user.id}", by=by)


def ask_for_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Ask, within an open command, that an invitation be sent."""
    request = RoleRequest(agency_id=invitation.agency_id, role=invitation.role, invitation_id=invitation.id)
    _ask(request, about=f"invitation {invitation.id}", by=by)


def _ask(request: RoleRequest, *, about: str, by: Actor) -> None:
    """Put a request on record and tell those who may agree; Refused where there is nobody else."""
    if by.user_id is None:
        raise Refused("Use `crm user add` for this.")
    others = role_requests.who_may_settle(request.agency_id, request.role, besides=by.user_id)
    others = [each for each in others if each != request.user_id]
    if not others:
        raise Refused(
            "To make somebody a manager takes two people, and there is no other manager and no administrator to "
            "agree. Whoever looks after Hearth's server can open the account, with crm user add",
            field="role",
        )
    request.asked_by, request.asked_at = by.user_id, clock.now()
    db.session.add(request)
    for each in others:
        mail.tell(each, "role_request", asker=by.label)
    audit.record(
        by, "user.role_ask", agency_id=request.agency_id, about=about, fields=["role"], reason=request.role
    )
