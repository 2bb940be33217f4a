"""What a household said each time it asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import fields
from crm.actor import Actor
from crm.extensions import db
from crm.people import enquiries
from crm.people.enquiry_tables import Enquiry
from crm.people.tables import Household
from crm.reads import look
from crm.reads.choices import Choices
from crm.reads.consent import Said, said_by
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of

# Contact details that were given and are not those on record, by how their field is named in `enquiry.gave`.
GAVE = {
    "name": "Name",
    "phone": "Telephone",
    "email": "E-mail address",
    "lines": "Address",
    "postcode": "Postcode",
}


@dataclass(frozen=True, slots=True)
class AskedSeen:
    """One time that they asked: labels and answers, the note, and what they gave otherwise than on record."""

    received_on: date
    began: bool
    said: tuple[tuple[str, str], ...]
    note: str | None
    gave: tuple[tuple[str, str], ...]
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class EnquiriesSeen:
    """A household's head, and each time that it asked, newest first."""

    household: HouseholdSeen
    asked: tuple[AskedSeen, ...]
    said: Said  # of being kept in touch with


@look
def of_household(reference: str, by: Actor) -> EnquiriesSeen:
    """What a household said each time it asked; the look goes on record. Of each, what the role may see."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["enquiries"], by)
    rows = enquiries.of_household(history.identity.id)
    names = names_of(row.recorded_by for row in rows)
    referrers = _references(row.referred_by_id for row in rows)
    asked = tuple(
        AskedSeen(
            received_on=row.received_on,
            began=row.event_id is not None,
            said=tuple(_said(row, history.choices, referrers.get(row.referred_by_id or 0), by)),
            note=row.note if fields.sees(by.role, "enquiry note") else None,
            gave=tuple(_gave(row)) if fields.sees(by.role, "given otherwise") else (),
            recorded_at=row.recorded_at,
            by=names[row.recorded_by],
        )
        for row in reversed(rows)
    )
    return EnquiriesSeen(seen(history), asked, said_by(history.identity.id))


def _references(ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    rows = db.session.execute(select(Household.id, Household.reference).where(Household.id.in_(wanted)))
    return {row.id: row.reference for row in rows}


def _said(row: Enquiry, choices: Choices, referrer: str | None, by: Actor) -> Iterator[tuple[str, str]]:
    """What was answered, each with its label; what was not asked or not answered is left out."""
    found: list[tuple[str, str | None]] = [
        ("How they came to us", choices.said("channels", row.channel) if row.channel else None),
        ("How they heard of us", choices.said("sources", row.source) if row.source else None),
        ("Employer", row.employer),
        ("Campaign or event", row.campaign),
        ("Hub or agency", row.service),
    ]
    if fields.sees(by.role, "referring carer"):
        found.append(("Carer who told them", referrer or row.referred_by))
    if fields.sees(by.role, "preferences"):
        found.append(("Kinds of fostering", ", ".join(choices.said("offers", each) for each in row.interests)))
    found += _when_called(row, choices, by)
    yield from ((label, answer) for label, answer in found if answer)


def when_called(household_id: int, choices: Choices, by: Actor) -> tuple[tuple[str, str], ...]:
    """When and how to talk with a household, as it said last of each, with its label."""
    found: dict[str, str] = {}
    for row in enquiries.of_household(household_id):
        found |= {label: answer for label, answer in _when_called(row, choices, by) if answer}
    return tuple(found.items())


def _when_called(row: Enquiry, choices: Choices, by: Actor) -> list[tuple[str, str | None]]:
    if not fields.sees(by.role, "contact needs"):
        return []
    needs = ", ".join(choices.said("contact_needs", each) for each in row.needs)
    return [("Best time to call", row.best_time), ("Language", row.language), ("To arrange", needs)]


def _gave(row: Enquiry) -> Iterator[tuple[str, str]]:
    for name, value in row.gave.items():
        field, _, place = name.partition(" ")
        yield GAVE[field] + (" of the second adult" if place == "2" else ""), value
