"""Derby's Foster Friendly employers: those that enquiries name, one that lapsed, one whose name is longer here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from crm.actor import Actor
from crm.commands import employer_contacts, employer_signups, employers, leave, procurement
from crm.commands.employer_contacts import Contact
from crm.commands.employer_signups import Coming
from crm.commands.employers import Said
from crm.commands.procurement import Bought
from crm.demo.diary import Diary
from crm.extensions import db
from crm.people.profile_tables import CarerProfile
from crm.people.tables import Carer, Household
from crm.register import employers as known


@dataclass(frozen=True)
class Firm:
    """An employer: what it says, whom one talks to, and its statuses with how many days ago each began."""

    said: Said
    contact: str
    statuses: tuple[tuple[str, int], ...]


# Five are typed in enquiries; 'Pretend Logistics' waits to be linked, since its name on the register is longer.
FIRMS = (
    Firm(
        Said(name="Example City Council", sector="public", size="large", is_council=True, leave_days=5,
             leave_for="both"),
        "Sana Example-Elm",
        (("interested", 2000), ("accredited", 1800)),
    ),
    Firm(
        Said(name="Example Rail", sector="transport", size="large", supplier=True, leave_days=5, leave_for="both",
             contract="EX-2024-017 Rail replacement buses"),
        "Petro Invented-Ash",
        (("interested", 1500), ("policy_drafted", 1400), ("accredited", 1200)),
    ),
    Firm(
        Said(name="Sample Aero Engines", sector="manufacturing", size="large", leave_days=5, leave_for="carers"),
        "Gloria Sample-Reed",
        (("interested", 1100), ("accredited", 700)),
    ),
    Firm(
        Said(name="Invented Bakeries", sector="retail", size="medium", leave_days=3, leave_for="carers"),
        "Colin Pretend-Rye",
        (("interested", 1300), ("accredited", 1250), ("lapsed", 200)),
    ),
    Firm(
        Said(name="Pretend Logistics and Storage", sector="transport", size="medium", supplier=True,
             contract="EX-2025-102 Parcels"),
        "Temi Sample-Wharf",
        (("interested", 90),),
    ),
    Firm(
        Said(name="Somewhere Hospital", sector="health", size="large"),
        "Ruth Example-Ward",
        (("interested", 60), ("policy_drafted", 20)),
    ),
)  # fmt: skip


# How many days ago suppliers were asked, had answered, and had signed.
BOUGHT = {
    "Example Rail": {"asked_on": 1500, "answered_on": 1450, "signed_on": 1400},
    "Pretend Logistics and Storage": {"asked_on": 40},
}


def tell(agency_id: int, diary: Diary, manager: Actor, today: date) -> None:
    """Put them on the register as they came, and give each the statuses that it had; another has come by itself."""
    diary.note(today, partial(_come, agency_id))
    for firm in FIRMS:
        begun = today - timedelta(days=firm.statuses[0][1])
        diary.note(begun, partial(_add, agency_id, firm, begun, manager))
        for status, ago in firm.statuses[1:]:
            since = today - timedelta(days=ago)
            diary.note(since, partial(_become, agency_id, firm.said.name, status, since, manager))


def take_leave(agency_id: int, by: Actor | None, today: date) -> None:
    """Three who work for the council took leave this year, one of them twice; and how far buyers came with two."""
    if by is None:
        return
    own = select(CarerProfile.carer_id).join(Carer, Carer.id == CarerProfile.carer_id)
    own = own.join(Household, Household.id == Carer.household_id)
    works = (
        CarerProfile.works_for == FIRMS[0].said.name,
        Household.agency_id == agency_id,
        Carer.removed_at.is_(None),
    )
    for carer_id, days in zip(
        db.session.scalars(own.where(*works).order_by(Carer.id).limit(3)), (2, 5, 1), strict=False
    ):
        leave.record(carer_id, today - timedelta(days=20 * days), days, by=by)
        if days == 2:
            leave.record(carer_id, today - timedelta(days=3), 1, by=by)
    for name, bought in BOUGHT.items():
        row = known.named(agency_id, name)
        if row is not None:
            asked = {each: today - timedelta(days=ago) for each, ago in bought.items()}
            answer = "yes" if "answered_on" in bought else None
            said = Bought(answer=answer, contract=row.contract, **asked)
            procurement.set_procurement(row.id, said, version=row.version, by=by)


def _come(agency_id: int) -> None:
    """One that has put itself forward on the public page, and waits; it may be one that is there."""
    who = Contact(name="Ewa Example-Loom", job="Office manager", phone="01632 960177")
    coming = Coming(
        agency_id=agency_id,
        name="Pretend Logistics Ltd",
        sector="transport",
        size="medium",
        leave_days=5,
        contact=who,
    )
    employer_signups.take("demonstration", coming)


def _add(agency_id: int, firm: Firm, since: date, by: Actor) -> None:
    said = replace(firm.said, leave_from=since if firm.said.leave_days else None)
    number = employers.add(agency_id, said, firm.statuses[0][0], since, by=by, shown=None)
    address = f"staff@{said.name.split()[1].lower()}.example"
    employer_contacts.add(number, Contact(name=firm.contact, job="Human resources", email=address), by=by)


def _become(agency_id: int, name: str, status: str, since: date, by: Actor) -> None:
    row = known.named(agency_id, name)
    if row is not None:
        employers.set_status(row.id, status, since, version=row.version, by=by)
