"""Sessions of an assessment that took place and were not booked; visits that were recorded in error."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from crm import audit, clock, holding
from crm.actor import Actor
from crm.commands import command, contacts
from crm.commands.assignments import require_holder
from crm.commands.pasted_addresses import require_no_address
from crm.commands.visits import ASSESSMENT, DONE, PLACES, who_was_seen
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey import assessing
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.people import households, merging
from crm.people.tables import Household
from crm.people.visit_tables import Visit
from crm.register import settings

MINUTES = 90  # of a session of which only the day is known
STRUCK_OUT = "struck_out"
CHANGED = "Somebody has struck this visit out, or brought it back, since you opened the page."


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A session that took place: its day, by whom, where, who was seen (carer-12, member-5), what to remember."""

    on: date
    worker_id: int
    place: str
    seen: tuple[str, ...]
    note: str = ""
    anyway: bool = False


@command
def record(household_id: int, session: Session, *, by: Actor) -> int:
    """Record a session of an assessment; the visit's number. The note is part of no event.

    Refused: a day ahead, before the application, or after the assessment was over. LooksLikeAddress: as a note's.
    """
    household = households.load(household_id, by.agency_ids)
    if session.on > clock.today():
        raise Refused(f"{said(session.on)} is in the future: book the visit instead", field="on")
    rulebook = settings.rulebook(household.agency_id)
    folded = load(household.agency_id, [household.id])[household.id].fold(household.id, rulebook)
    if no := assessing.why_not(folded, session.on):
        raise Refused(no, field="on")
    if session.place not in PLACES:
        raise Refused("Choose from the list", field="place")
    require_holder(session.worker_id, [household], by)
    text = contacts.tidied(session.note, field="note")
    seems = require_no_address(text, session.anyway, field="note")
    visit = _visit(household, session, text, by)
    db.session.add(visit)
    db.session.flush()
    _recorded(visit, "visit.held", by, *(["address in text"] if seems else []))
    return visit.id


@command
def strike_out(household_id: int, visit_id: int, *, because: str, by: Actor) -> None:
    """Record that a visit did not take place: it counts no more, and stays on record with what was said of it.

    Refused: it put a step of the journey on record, which is struck out first. Stale: it is struck out already.
    """
    visit = _load(household_id, visit_id, DONE, by)
    reasons = settings.value("correction_reasons", visit.agency_id, clock.today())
    if because not in {each["code"] for each in reasons}:
        raise Refused("Choose why it is struck out", field="why")
    if visit.event_id is not None:
        raise Refused("It put a step of their journey on record: strike that step out on the timeline.")
    visit.state, visit.struck_because = STRUCK_OUT, because
    visit.struck_at, visit.struck_by = clock.now(), by.user_id
    _recorded(visit, "visit.strike_out", by, reason=because)


@command
def bring_back(household_id: int, visit_id: int, *, by: Actor) -> None:
    """Let a visit that was struck out count again. Stale: it stands already."""
    visit = _load(household_id, visit_id, STRUCK_OUT, by)
    visit.state, visit.struck_at, visit.struck_by, visit.struck_because = DONE, None, None, None
    _recorded(visit, "visit.bring_back", by)


def _load(household_id: int, visit_id: int, state: str, by: Actor) -> Visit:
    household = households.load(household_id, by.agency_ids)
    visit = holding.held(Visit, visit_id)
    if visit is None or visit.household_id not in merging.together(household.id):
        raise NotFound("There is no such visit")
    if visit.state != state:
        raise Stale(CHANGED)
    return visit


def _visit(household: Household, session: Session, note: str, by: Actor) -> Visit:
    now = clock.now()
    return Visit(
        agency_id=household.agency_id,
        household_id=household.id,
        worker_id=session.worker_id,
        purpose=ASSESSMENT,
        place=session.place,
        starts_at=min(clock.noon(session.on), now),
        minutes=MINUTES,
        state=DONE,
        report=note or None,
        uid=secrets.token_hex(16),
        sequence=0,
        booked_at=now,
        booked_by=by.user_id,
        ended_at=now,
        ended_by=by.user_id,
        seen=who_was_seen(household, session.seen),
    )


def _recorded(visit: Visit, action: str, by: Actor, *fields: str, reason: str | None = None) -> None:
    audit.record(
        by,
        action,
        agency_id=visit.agency_id,
        household_id=visit.household_id,
        about=f"visit {visit.id}",
        fields=[visit.purpose, *fields],
        reason=reason,
    )
