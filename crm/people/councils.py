"""Who a user is at their council's own sign-in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from crm.extensions import db
from crm.people.tables import CouncilIdentity, User


def user_of(issuer: str, subject: str) -> User | None:
    """The account that is linked to an identity, if one is; active or not."""
    return db.session.scalar(
        select(User)
        .join(CouncilIdentity, CouncilIdentity.user_id == User.id)
        .where(CouncilIdentity.issuer == issuer, CouncilIdentity.subject == subject)
    )


def is_linked(user_id: int) -> bool:
    """Whether an account is somebody's there already."""
    return db.session.get(CouncilIdentity, user_id) is not None


def link(user_id: int, issuer: str, subject: str, *, at: datetime) -> None:
    """Remember by which identity an account's owner comes in."""
    db.session.add(CouncilIdentity(user_id=user_id, issuer=issuer, subject=subject, linked_at=at))
    db.session.flush()
