"""Whom one talks to at an employer: added, changed, removed."""

from __future__ import annotations

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from crm import clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.employers import CHANGED, noted
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.people import folding
from crm.register import employers
from crm.register.employer_tables import Employer, EmployerContact

MOST = 20  # contacts of one employer


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """Somebody at an employer, and how to reach them: one way is enough."""

    name: str
    job: str | None = None
    email: str | None = None
    phone: str | None = None


@command
def add(number: int, said: Contact, *, by: Actor) -> int:
    """Add a contact of an employer; its number. Refused: there is no way to reach them, or too many are there."""
    row = employers.load(number, by.agency_ids)
    if len(employers.contacts([row.id]).get(row.id, ())) >= MOST:
        raise Refused(f"There are {MOST} contacts already: remove one first.")
    contact = EmployerContact(employer_id=row.id, version=1, added_at=clock.now(), added_by=by.user_id)
    _fill_in(contact, said)
    db.session.add(contact)
    db.session.flush()
    noted(row, "contact_add", by)
    return contact.id


@command
def change(number: int, contact_id: int, said: Contact, *, version: int, by: Actor) -> None:
    """Change a contact. NotFound; Stale: it is not `version`. Refused: as `add`."""
    row, contact = _load(number, contact_id, by)
    if overtaken(contact, version):
        raise Stale("Somebody changed this contact since you opened it. Look at it as it is now.")
    _fill_in(contact, said)
    contact.version += 1
    noted(row, "contact_change", by)


@command
def remove(number: int, contact_id: int, *, version: int, by: Actor) -> None:
    """Erase a contact. NotFound; Stale: it is not `version`."""
    row, contact = _load(number, contact_id, by)
    if overtaken(contact, version):
        raise Stale(CHANGED)
    db.session.delete(contact)
    db.session.flush()
    noted(row, "contact_remove", by)


def _load(number: int, contact_id: int, by: Actor) -> tuple[Employer, EmployerContact]:
    row = employers.load(number, by.agency_ids)
    contact = db.session.get(EmployerContact, contact_id)
    if contact is None or contact.employer_id != row.id:
        raise NotFound("There is no such contact")
    return row, contact


def _fill_in(contact: EmployerContact, said: Contact) -> None:
    contact.name = folding.tidied(said.name, longest=100, field="name")
    if not contact.name:
        raise Refused("Enter the name of the contact", field="name")
    contact.job = folding.tidied(said.job or "", longest=100, field="job") or None
    contact.phone = folding.tidied(said.phone or "", longest=40, field="phone") or None
    contact.email = email_of(said.email)
    if not contact.email and not contact.phone:
        raise Refused("Enter an e-mail address or a telephone number", field="email")


def email_of(given: str | None) -> str | None:
    """An e-mail address as it is written. Refused: it is none."""
    text = folding.tidied(given or "", longest=254, field="email")
    if not text:
        return None
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as wrong:
        raise Refused("Enter an e-mail address like name@example.org", field="email") from wrong
