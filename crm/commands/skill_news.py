"""News of a carer's skills: to the carer, and nobody else of the household (T16), or to whoever works with them."""

from __future__ import annotations

from crm.commands import mail
from crm.people import carer_accounts, households
from crm.people.tables import Carer, Household


def tell_carer(household: Household, carer: Carer) -> None:
    """Write to a carer who has an account that there is news; what it is, they read once they are signed in."""
    carers = households.carers_of(household.id)
    for user in carer_accounts.of_household(household.id):
        of = carer_accounts.owner(user, carers) if user.active else None
        if of is not None and of.id == carer.id:
            mail.tell(user.id, "skills_moved")


def tell_worker(household: Household) -> None:
    """Write to whoever works with the household that a carer has asked for something, or sent it."""
    if household.worker_id is not None:
        mail.tell(household.worker_id, "skills_staff", reference=household.reference)
