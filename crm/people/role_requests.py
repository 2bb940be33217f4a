"""The requests that somebody be given a role: who could settle one, and what is asked of whom (T19)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from crm.extensions import db
from crm.people import roles
from crm.people.role_request_tables import RoleRequest
from crm.people.second_person import unsettled
from crm.people.tables import User


def of_account(user_id: int, *, since: datetime) -> RoleRequest | None:
    """The request about an account that nobody has settled, if there is one."""
    return db.session.scalar(
        select(RoleRequest).where(RoleRequest.user_id == user_id, unsettled(RoleRequest, since))
    )


def allows(invitation_id: int) -> bool:
    """Whether an invitation may be sent: nobody had to agree to it, or somebody has."""
    agreed = db.session.scalars(select(RoleRequest.agreed).where(RoleRequest.invitation_id == invitation_id)).all()
    return all(agreed)


def drop(invitation_ids: list[int], *, by: int | None, at: datetime) -> None:
    """Let what is asked about invitations lapse: they were taken back."""
    _drop(RoleRequest.invitation_id.in_(invitation_ids), by, at)


def drop_of_account(user_id: int, *, by: int | None, at: datetime) -> None:
    """Let what is asked about an account lapse: it was closed."""
    _drop(RoleRequest.user_id == user_id, by, at)


def _drop(about: ColumnElement[bool], by: int | None, at: datetime) -> None:
    db.session.execute(
        update(RoleRequest)
        .where(about, RoleRequest.settled_at.is_(None))
        .values(agreed=False, settled_by=by, settled_at=at)
    )


def who_may_settle(agency_id: int, role: str, *, besides: int) -> list[int]:
    """The open accounts of an agency, but for one, whose owners may give a role."""
    giving = [each.value for each in roles.giving(role)]
    chosen = select(User.id).where(
        User.agency_id == agency_id, User.active, User.role.in_(giving), User.id != besides
    )
    return list(db.session.scalars(chosen.order_by(User.id)))
