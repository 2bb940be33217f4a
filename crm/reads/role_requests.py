"""Who is to be made a manager when a second person agrees, and what whoever looks may do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm.actor import Actor, Role
from crm.extensions import db
from crm.people import roles, users
from crm.people.role_request_tables import RoleRequest
from crm.people.tables import Invitation
from crm.reads.names import names_of
from crm.reads.second_person import waiting_requests


@dataclass(frozen=True, slots=True)
class RoleRequestSeen:
    """One request: for whom, by whom, and who may agree. `now` is the role they have, if any."""

    id: int
    name: str
    email: str
    now: str | None
    role: str
    by: str
    asked_at: datetime
    invitation_id: int | None
    mine: bool
    may_agree: bool


def waiting(by: Actor) -> tuple[RoleRequestSeen, ...]:
    """The requests of one's agency that whoever looks may settle, the oldest first."""
    found = [each for each in waiting_requests(RoleRequest, by) if roles.may_give(by.role, Role(each.role))]
    names = names_of(each.asked_by for each in found)
    return tuple(_seen(each, names[each.asked_by], by) for each in found)


def _seen(request: RoleRequest, asker: str, by: Actor) -> RoleRequestSeen:
    if request.invitation_id is None:
        user = users.numbered(request.user_id or 0)
        name, email, now = user.name, user.email, user.role
    else:
        invited = db.session.get_one(Invitation, request.invitation_id)
        name, email, now = invited.name, invited.email, None
    return RoleRequestSeen(
        id=request.id,
        name=name,
        email=email,
        now=now,
        role=request.role,
        by=asker,
        asked_at=request.asked_at,
        invitation_id=request.invitation_id,
        mine=request.asked_by == by.user_id,
        may_agree=by.user_id not in (request.asked_by, request.user_id),
    )
