"""Telling a household of a visit: that it is booked, moved or called off, with an invitation for their calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.letters import ask, drafted
from crm.errors import NotFound
from crm.extensions import db
from crm.ledger.tables import HouseholdNow
from crm.people import households, merging, users
from crm.people.visit_tables import Visit
from crm.register import agencies, letter_templates, settings

# The letters about a visit, and the state that a visit must still be in for each to be true when it goes.
BOOKED, CANCELLED, CALLED_OFF = "visit_booked", "visit_cancelled", "visit_called_off"
TRUE_OF = {BOOKED: "booked", CANCELLED: "cancelled", CALLED_OFF: "cancelled"}

# Where the visit is, as the letter says it. Never an address: their home they know.
PLACES = {"home": "at your home", "office": "at our office", "phone": "by telephone", "video": "by video call"}


@dataclass(frozen=True, slots=True)
class Invitation:
    """A visit as a household's calendar takes it. `organizer` is the service's address; without, there is none."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    summary: str
    where: str
    cancelled: bool
    organizer: str | None
    service: str


@command
def tell(household_id: int, visit_id: int, template: str, *, by: Actor) -> str | None:
    """Send a letter about a visit; why it is not sent ('opted_out', 'no_email', 'lacking'), or None."""
    home = households.load(household_id, by.agency_ids)
    visit = db.session.get(Visit, visit_id)
    if visit is None or visit.household_id not in merging.together(home.id):
        raise NotFound("There is no such visit")
    found = letter_templates.named(home.agency_id, template, clock.today())
    enquired_on = db.session.scalar(select(HouseholdNow.enquired_on).where(HouseholdNow.household_id == home.id))
    own = letter_templates.own_values(home.agency_id, sender=by.label, on=clock.today())
    values = own | letter_templates.values_of(home.name, home.reference, enquired_on)
    draft = drafted(home, found, values | _of_visit(visit), tuple(households.carers_of(home.id)))
    if draft.why is None:
        ask(draft, by, visit_id=visit.id)
    return draft.why


def outdated(visit_id: int, template: str) -> str | None:
    """Why a letter about a visit, which waited, is not true any more: 'visit_past', 'visit_changed'; else None."""
    visit = db.session.get(Visit, visit_id)
    if visit is None or visit.state != TRUE_OF.get(template, visit.state):
        return "visit_changed"
    return "visit_past" if visit.starts_at <= clock.now() else None


def invitation(visit_id: int) -> Invitation | None:
    """What a letter brings for the calendar, as the visit stands now. It holds no address and no name."""
    visit = db.session.get(Visit, visit_id)
    if visit is None:
        return None
    service = agencies.numbered(visit.agency_id).name
    return Invitation(
        uid=visit.uid,
        sequence=visit.sequence,
        starts_at=visit.starts_at,
        minutes=visit.minutes,
        summary=f"Visit by {service} fostering",
        where=PLACES[visit.place].removeprefix("at ").capitalize(),
        cancelled=visit.state == "cancelled",
        organizer=_organizer(visit.agency_id),
        service=service,
    )


def _organizer(agency_id: int) -> str | None:
    """The service's address; none where what the settings hold from before is not one address."""
    said = str(settings.value("public_email", agency_id, clock.today())).strip()
    return said if said.count("@") == 1 and len(said.split()) == 1 else None


def _of_visit(visit: Visit) -> dict[str, str]:
    local = visit.starts_at.astimezone(clock.LONDON)
    return {
        "visit_day": f"{local:%A} {local.day} {local:%B} {local.year}",
        "visit_time": f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}",
        "visit_place": PLACES[visit.place],
        "visit_worker": users.numbered(visit.worker_id).name,
    }
