"""The requests that a phone be removed (T08)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm.actor import Role
from crm.extensions import db
from crm.people import roles
from crm.people.phone_request_tables import PhoneRequest
from crm.people.second_person import unsettled
from crm.people.tables import User


def who_may_agree(user: User, *, besides: int) -> list[int]:
    """The open accounts whose owners may free this account of its phone, but for one and for its own."""
    keeping = [each.value for each in roles.KEEPS if roles.may_keep(each, Role(user.role))]
    chosen = select(User.id).where(
        User.agency_id == user.agency_id, User.active, User.role.in_(keeping), User.id.not_in((besides, user.id))
    )
    return list(db.session.scalars(chosen.order_by(User.id)))


def of_account(user_id: int, *, since: datetime) -> PhoneRequest | None:
    """The request about an account that nobody has settled, if there is one."""
    return db.session.scalar(
        select(PhoneRequest).where(PhoneRequest.user_id == user_id, unsettled(PhoneRequest, since))
    )
