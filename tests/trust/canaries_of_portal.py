"""A carer's account for the portal and an invitation to one, with a council's markers."""

from __future__ import annotations

from crm.actor import Actor
from crm.commands import carer_accounts, users
from tests import given

MARKED = ("PORTAL",)


def account_of(home: int, mark: str, by: Actor) -> int:
    """An account of a household's carers; its number."""
    email = f"portal.{by.agency_ids[0]}@home.test"
    return users.add_carer(email, household_id=home, name=f"{mark}PORTAL", password=given.PASSWORD, by=by)


def let_in(home: int, mark: str, by: Actor) -> dict[str, int]:
    """An account and an invitation of a household's carers; their numbers."""
    account = account_of(home, mark, by)
    return {"portal_account": account, "portal_invitation": carer_accounts.invite(home, 1, by=by)}
