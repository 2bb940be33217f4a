"""Links that do something once: an invitation (T10), and the choice of a new password (T09).

A link holds a random text, made when its mail is sent; here is only its hash.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, CursorResult, delete, func, or_, select, update

from crm.extensions import db
from crm.people.sessions import hash_of
from crm.people.tables import Invitation, PasswordReset, User

A_DAY = timedelta(days=1)

State = Literal["open", "accepted", "revoked", "expired"]


def fresh() -> str:
    """The random text of a link: 256 bits."""
    return secrets.token_urlsafe(32)


def state_of(invitation: Invitation, *, at: datetime) -> State:
    """Whether an invitation can still be accepted, and if not, why."""
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "expired" if at >= invitation.expires_at else "open"


def invitation(token: str) -> Invitation | None:
    """The invitation of a link, whatever became of it."""
    return db.session.scalar(select(Invitation).where(Invitation.token_hash == hash_of(token)))


def revoke_all(email: str, agency_id: int, *, at: datetime) -> list[int]:
    """Let the open invitations of an address to an agency lapse, as a newer one takes their place; which."""
    revoked = db.session.scalars(
        update(Invitation)
        .where(Invitation.email == email, Invitation.agency_id == agency_id, _waiting())
        .values(revoked_at=at)
        .returning(Invitation.id)
    )
    return list(revoked)


def waiting(agency_ids: tuple[int, ...]) -> list[Invitation]:
    """The invitations of staff to these agencies that were neither accepted nor taken back, the newest first."""
    own = Invitation.agency_id.in_(agency_ids), Invitation.household_id.is_(None)
    chosen = select(Invitation).where(*own, _waiting())
    return list(db.session.scalars(chosen.order_by(Invitation.id.desc())))


def accept(given: Invitation, *, at: datetime) -> bool:
    """Use an invitation up; whether it was still to be had. Of two at once, one gets it."""
    taken = db.session.execute(
        update(Invitation)
        .where(Invitation.id == given.id, _waiting(), Invitation.expires_at > at)
        .values(accepted_at=at)
        .execution_options(synchronize_session=False)
    )
    return isinstance(taken, CursorResult) and taken.rowcount == 1


def _waiting() -> ColumnElement[bool]:
    return Invitation.accepted_at.is_(None) & Invitation.revoked_at.is_(None)


def may_reset(user: User, most: int, *, at: datetime, signs_in: bool = False) -> bool:
    """Whether another mail of this kind may go to this account today, of which there are so many at most."""
    own = PasswordReset.user_id == user.id, PasswordReset.signs_in.is_(signs_in)
    asked = select(func.count()).where(*own, PasswordReset.asked_at > at - A_DAY)
    return user.active and (db.session.scalar(asked) or 0) < most


def reset(user: User, token: str, *, at: datetime, until: datetime, signs_in: bool = False) -> None:
    """A link by which the owner of an account chooses a new password, or `signs_in`; older ones alike are dead."""
    end_resets(user.id, at=at, signs_in=signs_in)
    made = {"token_hash": hash_of(token), "email": user.email, "asked_at": at, "expires_at": until}
    db.session.add(PasswordReset(user_id=user.id, signs_in=signs_in, **made))
    db.session.flush()


def unsend_reset(token: str) -> None:
    """Forget a link whose mail could not be sent, so that it does not count among those of the day."""
    db.session.execute(delete(PasswordReset).where(PasswordReset.token_hash == hash_of(token)))


def resettable(token: str, *, at: datetime, signs_in: bool = False) -> User | None:
    """Whose password a link may choose, or whom it signs in: unused, the newest, and the account as it was."""
    found = db.session.execute(
        select(PasswordReset, User)
        .join(User, User.id == PasswordReset.user_id)
        .where(
            PasswordReset.token_hash == hash_of(token),
            PasswordReset.signs_in.is_(signs_in),
            PasswordReset.ended_at.is_(None),
            PasswordReset.expires_at > at,
            PasswordReset.email == User.email,
            User.active,
        )
    ).one_or_none()
    return found[1] if found else None


def end_resets(user_id: int, *, at: datetime, signs_in: bool | None = None) -> bool:
    """Let every open link of an account lapse, or those of one kind; whether there was one."""
    which = [PasswordReset.user_id == user_id, PasswordReset.ended_at.is_(None)]
    if signs_in is not None:
        which.append(PasswordReset.signs_in.is_(signs_in))
    ended = db.session.execute(update(PasswordReset).where(*which).values(ended_at=at))
    return isinstance(ended, CursorResult) and ended.rowcount > 0


def forget_old(*, at: datetime) -> None:
    """Remove the links for new passwords of which nobody asks any more."""
    db.session.execute(
        delete(PasswordReset).where(
            or_(PasswordReset.ended_at.is_not(None), PasswordReset.expires_at < at),
            PasswordReset.asked_at < at - A_DAY,
        )
    )
