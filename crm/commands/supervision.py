"""A supervision visit that took place, announced or not: put on record with the worker's private note (RV-12)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, contacts, journeys
from crm.commands.assignments import require_holder
from crm.commands.pasted_addresses import require_no_address
from crm.commands.visits import DONE, SUPERVISION, UNANNOUNCED
from crm.errors import Refused
from crm.extensions import db
from crm.journey.care_events import UnannouncedVisitMade
from crm.journey.household import Approval
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.people import households
from crm.people.tables import Household
from crm.people.visit_tables import Visit
from crm.register import settings

MINUTES = 60  # of a visit of which only the day is known


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A visit that took place: its day, by whom, whether they knew of it before, and what to remember of it."""

    on: date
    worker_id: int
    unannounced: bool
    note: str = ""
    anyway: bool = False


@command
def visited(household_id: int, made: Made, *, by: Actor) -> int:
    """Record a visit to a household that is approved; the visit's number. The note is never part of an event.

    An unannounced one is an event of the journey too, and stops the year's clock (RV-12). Refused: a day ahead, or
    on which the household was not approved. LooksLikeAddress: as a note's text.
    """
    household = households.load(household_id, by.agency_ids)
    require_holder(made.worker_id, [household], by)
    approval = _approval(household, made.on)
    text = contacts.tidied(made.note, field="note")
    seems = require_no_address(text, made.anyway, field="note")
    visit = _visit(household, made, text, by)
    if made.unannounced:
        event = UnannouncedVisitMade(happened_on=made.on)
        visit.event_id = journeys.record(household.id, approval.journey_id, event, by=by)
    db.session.add(visit)
    db.session.flush()
    audit.record(
        by,
        "visit.held",
        agency_id=household.agency_id,
        household_id=household.id,
        about=f"visit {visit.id}",
        fields=[visit.purpose, *(["address in text"] if seems else [])],
    )
    return visit.id


def _visit(household: Household, made: Made, note: str, by: Actor) -> Visit:
    now = clock.now()
    return Visit(
        agency_id=household.agency_id,
        household_id=household.id,
        worker_id=made.worker_id,
        purpose=UNANNOUNCED if made.unannounced else SUPERVISION,
        place="home",
        starts_at=min(clock.noon(made.on), now),
        minutes=MINUTES,
        state=DONE,
        report=note or None,
        uid=secrets.token_hex(16),
        sequence=0,
        booked_at=now,
        booked_by=by.user_id,
        ended_at=now,
        ended_by=by.user_id,
    )


def _approval(household: Household, on: date) -> Approval:
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future: book the visit instead", field="on")
    rulebook = settings.rulebook(household.agency_id)
    found = load(household.agency_id, [household.id])[household.id].fold(household.id, rulebook).approval_on(on)
    if found is None:
        raise Refused(f"This household was not approved on {said(on)}: nobody supervised it then", field="on")
    return found
