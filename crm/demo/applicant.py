"""The demonstration's applicant: an account for whoever is on their way to panel, and what they have sent."""

from __future__ import annotations

from crm.actor import Actor, Role, system
from crm.commands import document_shares, users
from crm.commands.messages import File
from crm.demo import staff
from crm.demo.papers import as_pdf
from crm.people.users import by_email


def let_in(agency_id: int, household_id: int, name: str) -> None:
    """Open the account, of the household's first applicant."""
    known = staff.accounts()
    users.add_carer(
        known.applicant,
        household_id=household_id,
        position=1,
        name=name,
        password=known.password,
        by=system(agency_id),
    )


def send(email: str) -> None:
    """Send a certificate through the portal."""
    user = by_email(email)
    if user is None or user.household_id is None:
        return
    by = Actor(user.id, user.name, Role.CARER, (), user.household_id)
    content = as_pdf(["Certificate", "Paediatric first aid, two days. An invented certificate."])
    document_shares.send("First aid certificate", File("pdf", content), by=by)
