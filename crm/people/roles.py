"""Who may give which role, and have a say over whose account: nobody above their own (T19)."""

from __future__ import annotations

from collections.abc import Mapping

from crm.actor import Role

_STAFF = frozenset(
    {
        Role.OFFICER,
        Role.SOCIAL_WORKER,
        Role.PANEL,
        Role.ANALYST,
        Role.DECISION_MAKER,
        Role.GOVERNANCE,
        Role.MANAGER,
    }
)
# The administrator of the system names a manager, who names everybody else; only the command line names an
# administrator.
GIVES: Mapping[Role, frozenset[Role]] = {Role.MANAGER: _STAFF, Role.ADMIN: frozenset({Role.MANAGER})}
# Whose account one may close, open again, and free of a lost phone.
KEEPS: Mapping[Role, frozenset[Role]] = {Role.MANAGER: _STAFF, Role.ADMIN: _STAFF | {Role.ADMIN}}
# To give one of these takes two people: whoever has it has a say over everybody's account and sees every household.
TAKES_TWO = frozenset({Role.MANAGER})
# The order in which forms offer roles.
ORDER = (
    Role.OFFICER,
    Role.SOCIAL_WORKER,
    Role.MANAGER,
    Role.DECISION_MAKER,
    Role.PANEL,
    Role.ANALYST,
    Role.GOVERNANCE,
)


def may_give(by: Role, role: Role) -> bool:
    """Whether somebody in a role may invite into another, or change into or out of it."""
    return by is Role.SYSTEM or role in GIVES.get(by, frozenset())


def may_keep(by: Role, role: Role) -> bool:
    """Whether somebody in a role has a say over the account of somebody in another."""
    return by is Role.SYSTEM or role in KEEPS.get(by, frozenset())


def given_by(by: Role) -> tuple[Role, ...]:
    """The roles that somebody may give, in the order in which forms offer them."""
    return tuple(role for role in ORDER if may_give(by, role))


def giving(role: str) -> tuple[Role, ...]:
    """The roles of those who may give a role."""
    return tuple(by for by, given in GIVES.items() if role in given)
