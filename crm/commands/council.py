"""Signing in as whom the council's own sign-in has proved: only with an account that exists."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command
from crm.commands.sign_in import begin_for, turn_away
from crm.errors import Refused
from crm.people import councils, users
from crm.people.tables import User

NOBODY = (
    "You are known to your council, but have no account here. "
    "Ask the manager of your fostering service to invite you at the same address."
)


def sign_in(
    issuer: str,
    subject: str,
    email: str | None,
    *,
    second_step: bool,
    agent: str = "",
    second_factor_required: bool = False,
) -> str:
    """Begin a session for whoever was proved; the text for its cookie.

    By an address that was verified at first, and by the issuer's subject from then on: an address that is given
    to somebody else does not give the account away. Refused for whoever has no open account of staff.
    """
    begun = _begin(issuer, subject, email, second_step, agent, second_factor_required)
    if begun is None:
        turn_away("sign_in.council", None)
        raise Refused(NOBODY)
    return begun


@command
def _begin(
    issuer: str, subject: str, email: str | None, second_step: bool, agent: str, second_factor_required: bool
) -> str | None:
    user = councils.user_of(issuer, subject) or _met_first(issuer, subject, email)
    if user is None or not user.active or user.role == Role.CARER:
        return None
    return begin_for(user, "council", agent, proved=second_step, second_factor_required=second_factor_required)


def _met_first(issuer: str, subject: str, email: str | None) -> User | None:
    """The account of an address, linked from now on; none if it is linked to somebody else already."""
    user = users.by_email(email) if email else None
    if user is None or not user.active or user.role == Role.CARER or councils.is_linked(user.id):
        return None
    councils.link(user.id, issuer, subject, at=clock.now())
    by = Actor(user.id, user.name, Role(user.role), agency_ids=())
    audit.record(by, "user.council", agency_id=user.agency_id, about=f"user {user.id}")
    return user
