"""The requests that a phone be removed (T08)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm.extensions import db
from crm.people.phone_request_tables import PhoneRequest
from crm.people.second_person import unsettled


def of_account(user_id: int, *, since: datetime) -> PhoneRequest | None:
    """The request about an account that nobody has settled, if there is one."""
    return db.session.scalar(
        select(PhoneRequest).where(PhoneRequest.user_id == user_id, unsettled(PhoneRequest, since))
    )
