"""The second person's part in making somebody a manager: to agree, or to say no (T19)."""

from __future__ import annotations

from crm import audit
from crm.actor import Actor, Role
from crm.commands import command, invitations, second_person, staff
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.holding import overtaken
from crm.people import roles, users
from crm.people.role_request_tables import RoleRequest


@command
def agree(number: int, *, by: Actor) -> None:
    """Agree, as a second person: the account has the role, or the invitation goes out.

    Refused where it is no longer what was asked for: whoever asked lost the right to, or the account was changed.
    """
    request = _loaded(number, by)
    if by.user_id in (request.asked_by, request.user_id):
        raise Refused("It takes a second person: another manager, or the administrator.")
    asker = users.numbered(request.asked_by)
    if not asker.active or not roles.may_give(Role(asker.role), Role(request.role)):
        raise Refused("Whoever asked for this may not give this role any more. Say no, and ask for it anew.")
    second_person.settle(request, agreed=True, by=by)
    if request.invitation_id is not None:
        invitations.let_go(request.invitation_id)
    else:
        _give(request, by)
    _on_record("user.role_agree", request, by)


@command
def decline(number: int, *, by: Actor) -> None:
    """Say no, or take one's own request back: the account keeps its role, the invitation is taken back."""
    request = _loaded(number, by)
    second_person.settle(request, agreed=False, by=by)
    if request.invitation_id is not None:
        invitations.withdraw(request.invitation_id)
    _on_record("user.role_decline", request, by)


def _give(request: RoleRequest, by: Actor) -> None:
    user = users.numbered(request.user_id or 0)
    if overtaken(user, request.version) or not user.active:
        raise Refused("The account was changed after this was asked for. Say no, and ask for it anew.")
    staff.give_role(user, Role(request.role), by=by)


def _loaded(number: int, by: Actor) -> RoleRequest:
    request = db.session.get(RoleRequest, number)
    if request is None or request.agency_id not in by.agency_ids:
        raise NotFound("There is no such request")
    if not roles.may_give(by.role, Role(request.role)):
        raise Refused("Your own role may not give this one.")
    return request


def _on_record(action: str, request: RoleRequest, by: Actor) -> None:
    about = f"user {request.user_id}" if request.user_id else f"invitation {request.invitation_id}"
    audit.record(by, action, agency_id=request.agency_id, about=about, fields=["role"], reason=request.role)
