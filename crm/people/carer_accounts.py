"""Accounts for the portal: which a household's carers have, and which of its carers each is of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from crm.actor import Role
from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people import merging, users
from crm.people.tables import Carer, Invitation, User


def of_household(household_id: int) -> list[User]:
    """The accounts of a household's carers, open or not, the oldest first; of records merged into it too."""
    own = User.household_id.in_(merging.together(household_id)), User.role == Role.CARER.value
    return list(db.session.scalars(select(User).where(*own).order_by(User.id)))


def waiting(household_id: int) -> list[Invitation]:
    """The invitations of its carers that were neither accepted nor taken back, the newest first."""
    chosen = select(Invitation).where(
        Invitation.household_id.in_(merging.together(household_id)),
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    return list(db.session.scalars(chosen.order_by(Invitation.id.desc())))


def let_in(agency_id: int) -> dict[int, tuple[list[User], list[Invitation]]]:
    """The open accounts of an agency's carers and the invitations that wait, by the household of each."""
    found: dict[int, tuple[list[User], list[Invitation]]] = {}
    own = User.agency_id == agency_id, User.role == Role.CARER.value, User.active, User.household_id.is_not(None)
    for user in db.session.scalars(select(User).where(*own).order_by(User.id)):
        found.setdefault(user.household_id or 0, ([], []))[0].append(user)
    theirs = Invitation.agency_id == agency_id, Invitation.household_id.is_not(None)
    waits = Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None)
    for given in db.session.scalars(select(Invitation).where(*theirs, *waits).order_by(Invitation.id)):
        found.setdefault(given.household_id or 0, ([], []))[1].append(given)
    return found


def account(household_id: int, number: int) -> User:
    """One of a household's accounts, locked; NotFound for any other."""
    found = held(User, number)
    if found is None or found.role != Role.CARER or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such account")
    return found


def invitation(household_id: int, number: int) -> Invitation:
    """One of the invitations of its carers, locked; NotFound for any other."""
    found = held(Invitation, number)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such invitation")
    return found


def owner(user: User | Invitation, carers: Sequence[Carer]) -> Carer | None:
    """Which of these carers an account is of, or an invitation to open one.

    That is whom it was opened for, or who has its e-mail address.
    """
    for carer in carers:
        if user.carer_id == carer.id:
            return carer
    return next((each for each in carers if email_of(each) == user.email), None)


def opened_since(user: User, moment: datetime) -> bool:
    """Whether an account was opened, or opened again by an invitation, since a moment."""
    own = Invitation.email == user.email, Invitation.household_id == user.household_id
    again = select(Invitation.id).where(*own, Invitation.accepted_at >= moment).limit(1)
    return user.created_at >= moment or db.session.scalar(again) is not None


def email_of(carer: Carer) -> str | None:
    """A carer's e-mail address in the form in which accounts have it."""
    return users.canonical_email(carer.email) if carer.email else None
