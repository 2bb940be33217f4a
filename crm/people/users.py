"""Accounts: of staff in an agency or a hub, and of carers in their household."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from crm.actor import Role
from crm.errors import Refused
from crm.extensions import db
from crm.people import passwords
from crm.people.tables import User

STAFF_ROLES = (
    Role.OFFICER,
    Role.SOCIAL_WORKER,
    Role.MANAGER,
    Role.DECISION_MAKER,
    Role.PANEL,
    Role.ANALYST,
    Role.GOVERNANCE,
    Role.HUB,
    Role.ADMIN,
)


def canonical_email(text: str) -> str:
    """The one form of an e-mail address in which accounts are stored and looked up (trap 16)."""
    return unicodedata.normalize("NFC", text.strip()).lower()


def require_email(text: str) -> str:
    """The canonical form of an e-mail address, refused if it is none. The network is not asked."""
    try:
        # Reserved domains like .example are allowed: the demonstration lives there.
        checked = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as problem:
        raise Refused(f"'{text.strip()[:60]}' is not an e-mail address: {problem}", field="email") from problem
    return canonical_email(checked.normalized)


def by_email(email: str) -> User | None:
    """The account with this address, if there is one; active or not."""
    canonical = canonical_email(email)
    if not canonical.isprintable():  # PostgreSQL would not even look
        return None
    return db.session.scalar(select(User).where(User.email == canonical))


def find(user_id: int) -> User | None:
    """The account with this number, if there is one; active or not."""
    return db.session.get(User, user_id)


def numbered(user_id: int) -> User:
    """The account with this number, which a row of ours holds."""
    return db.session.get_one(User, user_id)


def managers(agency_id: int) -> list[int]:
    """The numbers of an agency's managers whose accounts are open, locked until the transaction ends.

    So that of two managers who remove each other at once, one is refused.
    """
    chosen = select(User.id).where(User.agency_id == agency_id, User.role == Role.MANAGER.value, User.active)
    return list(db.session.scalars(chosen.order_by(User.id).with_for_update()))


def working(user_ids: Collection[int]) -> set[int]:
    """Those of these accounts that are open."""
    return set(db.session.scalars(select(User.id).where(User.id.in_(user_ids), User.active)))


def of_agency(agency_id: int) -> list[User]:
    """The open accounts of an agency's staff and panel, by name; no carer's."""
    theirs = User.agency_id == agency_id, User.active, User.role != Role.CARER.value
    return list(db.session.scalars(select(User).where(*theirs).order_by(User.name, User.id)))


def holding(role: Role, agency_id: int) -> list[int]:
    """The numbers of an agency's open accounts in a role."""
    chosen = select(User.id).where(User.agency_id == agency_id, User.role == role.value, User.active)
    return list(db.session.scalars(chosen.order_by(User.id)))


def add(
    *,
    email: str,
    name: str,
    password: str,
    role: Role,
    at: datetime,
    agency_id: int | None = None,
    hub_id: int | None = None,
    household_id: int | None = None,
    besides: tuple[str, ...] = (),
) -> User:
    """A new account; refused if there is one with this address, or the password is too easy.

    `besides` are words, other than the person's own, that the password must not be made of: the service's name.
    """
    address = require_email(email)
    if by_email(address) is not None:
        raise Refused(f"There is an account for {address} already", field="email")
    passwords.require_good(password, address, name, *besides)
    user = User(
        email=address,
        name=name,
        password_hash=passwords.hashed(password),
        role=role.value,
        agency_id=agency_id,
        hub_id=hub_id,
        household_id=household_id,
        active=True,
        created_at=at,
    )
    db.session.add(user)
    db.session.flush()
    return user


def shut(user: User, because: str, *, at: datetime) -> None:
    """Close an account: 'left' and 'absent' are a person's choice, 'lapsed' that of the daily check."""
    user.active = False
    user.closed_at, user.closed_because = at, because


def reopen(user: User, *, at: datetime) -> None:
    """Let an account be used again; it counts as used today, else it would be closed again tomorrow."""
    user.active = True
    user.closed_at = user.closed_because = user.warned_at = None
    user.used_at = at


def hub_of(user_id: int | None) -> int | None:
    """The hub whose account it is; none for one of a council, and for nobody."""
    return db.session.scalar(select(User.hub_id).where(User.id == user_id)) if user_id is not None else None
