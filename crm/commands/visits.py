"""Visits: booked, moved, called off, missed, and held, with what came of them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from crm import audit, clock, holding
from crm.actor import Actor
from crm.commands import command, contacts, promises, tasks, visit_steps
from crm.commands.assignments import require_holder
from crm.commands.pasted_addresses import require_no_address
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey.saying import said
from crm.people import approached, households, merging, profile, users
from crm.people.tables import Household
from crm.people.tasks import CALL_BACK
from crm.people.visit_tables import Visit
from crm.register import settings

ASSESSMENT, SUPERVISION, UNANNOUNCED = "assessment", "supervision", "unannounced"
BOOKED_FOR = ("initial", ASSESSMENT, SUPERVISION, "other")  # nobody is told of an unannounced one before (RV-12)
PURPOSES = (*BOOKED_FOR, UNANNOUNCED)
PLACES = ("home", "office", "phone", "video")
SHORTEST, LONGEST = 10, 480  # minutes
FURTHEST = timedelta(days=366)  # a day beyond is a slip of the keyboard
BOOKED, DONE, MISSED, CANCELLED, MOVED = "booked", "done", "missed", "cancelled", "moved"
DECIDES_NOTHING = (ASSESSMENT, SUPERVISION)  # of which nobody is asked what came of it
PLAIN = ("initial", "other")  # of which they are
INVITED = approached.INVITED
LATER, ANOTHER, UNSUITABLE, WITHDREW = "later", "another_visit", "not_suitable", "withdrew"  # what came of it

# How a visit that did not take place ended, and the state that this is.
ENDINGS = {"no_show": MISSED, "they_cancelled": CANCELLED, "we_cancelled": CANCELLED}


class Clash(Refused):
    """The worker has another visit at that time; it is booked only if somebody says so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment:
    """When, for how many minutes, by whom, what for and where. The place is a code: an address is never in it."""

    starts_at: datetime
    minutes: int
    worker_id: int
    purpose: str
    place: str


@command
def book(household_id: int, wanted: Appointment, *, by: Actor, anyway: bool = False) -> int:
    """Book a visit, or note one that nobody had booked, of which is to be said what came; its number.

    The clock by which an initial visit is to be offered ends. Refused: more than a year from today. Clash: the
    worker is with somebody else then, unless `anyway`.
    """
    household = households.load(household_id, by.agency_ids)
    if wanted.starts_at <= clock.now():
        _require_new(household, wanted)
    _check(household, wanted, by, anyway)
    if wanted.starts_at <= clock.now():
        visit_steps.require_past(household, wanted.purpose, clock.day_of(wanted.starts_at))
    visit = _add(household, wanted, by, uid=secrets.token_hex(16), sequence=0, follows=None)
    _recorded(visit, "visit.book", by)
    return visit.id


@command
def move(household_id: int, visit_id: int, wanted: Appointment, *, by: Actor, anyway: bool = False) -> int:
    """Book a visit anew at another time; the number of the new one, which calendars know as the same.

    Refused and Clash as `book`. Stale: it is not booked any more.
    """
    household, visit = _load(household_id, visit_id, by)
    if wanted.starts_at <= clock.now():
        raise Refused("This is past: say of the visit what came of it, or that it did not take place", field="on")
    _check(household, wanted, by, anyway, besides=visit)
    _end(visit, MOVED, by)
    moved = _add(household, wanted, by, uid=visit.uid, sequence=visit.sequence + 1, follows=visit)
    _recorded(moved, "visit.move", by)
    return moved.id


@command
def call_off(household_id: int, visit_id: int, how: str, *, by: Actor) -> None:
    """Record that a visit does not take place, or did not: 'no_show', 'they_cancelled', 'we_cancelled'.

    Refused: nobody can have missed what lies ahead. Stale: it is not booked any more.
    """
    _household, visit = _load(household_id, visit_id, by)
    if how not in ENDINGS:
        raise Refused("Choose what happened", field="how")
    if how == "no_show" and visit.starts_at > clock.now():
        raise Refused("The visit lies ahead: nobody has missed it yet", field="how")
    _end(visit, ENDINGS[how], by)
    visit.outcome, visit.sequence = how, visit.sequence + 1
    _recorded(visit, "visit.call_off", by)


@command
def held(
    household_id: int,
    visit_id: int,
    *,
    outcome: str | None,
    report: str,
    by: Actor,
    anyway: bool = False,
    seen: Sequence[str] = (),
    again_on: date | None = None,
) -> int | None:
    """Record that a visit took place, and what came of it; the event that it put on record, if it did.

    An initial visit records the visit of the journey that is under way, if it has none, and so stops its clock.
    `again_on`: when to call again who is to be asked later.
    `seen`: of a session of an assessment, who was. Refused: it lies ahead. Stale: it is not booked any more.
    LooksLikeAddress: as a note's text.
    """
    household, visit = _load(household_id, visit_id, by)
    if visit.starts_at > clock.now():
        raise Refused("The visit lies ahead: record it when it has taken place")
    outcome = None if visit.purpose in DECIDES_NOTHING else known_outcome(outcome, visit, again_on)
    text = contacts.tidied(report, field="report")
    seems = require_no_address(text, anyway, field="report")
    _end(visit, DONE, by)
    visit.outcome, visit.report = outcome, text or None
    if visit.purpose == ASSESSMENT:
        visit.seen = who_was_seen(household, seen)
    if visit.purpose == "initial":
        visit_steps.follow(household, visit, by=by)
    promises.visited(visit, by=by)
    if again_on is not None:
        tasks.add(household.id, kind=CALL_BACK, due_on=again_on, by=by, made_in=visit.id)
    _recorded(visit, "visit.held", by, *(["address in text"] if seems else []))
    return visit.event_id


def known_outcome(outcome: str | None, visit: Visit, again_on: date | None) -> str:
    """An outcome of the council's list. Refused: none; or to be asked later, and nobody said when."""
    listed = settings.value("visit_outcomes", visit.agency_id, clock.today())
    offered = {each["code"] for each in listed if visit.purpose not in each.get("except", ())}
    if outcome is None or outcome not in offered:
        raise Refused("Choose what came of it", field="outcome")
    if outcome == LATER and visit.purpose == "initial" and again_on is None:
        raise Refused("Enter the day on which to ask them again", field="again_on")
    return outcome


def who_was_seen(household: Household, keys: Sequence[str]) -> list[str]:
    """Who was seen in a session of an assessment, of those who belong to the household. Refused: nobody."""
    there = {
        *(f"carer-{each.id}" for each in households.carers_of(household.id)),
        *(f"member-{each.id}" for each in profile.members(household.id) if each.removed_at is None),
    }
    if not set(keys) <= there or (there and not keys):
        raise Refused("Choose who was seen", field="seen")
    return sorted(set(keys))


def _check(
    household: Household, wanted: Appointment, by: Actor, anyway: bool, *, besides: Visit | None = None
) -> None:
    now = clock.now()
    if wanted.purpose not in BOOKED_FOR or wanted.place not in PLACES:
        raise Refused("Choose from the list", field="purpose" if wanted.purpose not in BOOKED_FOR else "place")
    if not SHORTEST <= wanted.minutes <= LONGEST:
        raise Refused(f"A visit takes between {SHORTEST} and {LONGEST} minutes", field="minutes")
    if not now - FURTHEST < wanted.starts_at <= now + FURTHEST:
        far = "ahead" if wanted.starts_at > now else "ago"
        raise Refused(f"{said(clock.day_of(wanted.starts_at))} is more than a year {far}", field="on")
    worker = require_holder(wanted.worker_id, [household], by)
    other = None if anyway else _overlapping(wanted, besides)
    if other is not None:
        at = other.starts_at.astimezone(clock.LONDON)
        raise Clash(f"{worker.name} has another visit at {at:%H:%M} that day", field="at")


def _require_new(household: Household, wanted: Appointment) -> None:
    """Refuse a visit that is past and on record already."""
    same = Visit.household_id.in_(merging.together(household.id)), Visit.starts_at == wanted.starts_at
    found = select(Visit.id).where(*same, Visit.purpose == wanted.purpose, Visit.state.in_((BOOKED, DONE))).limit(1)
    if db.session.scalar(found) is not None:
        raise Refused("A visit of that day and time is on record already: record there what came of it", field="at")


def _overlapping(wanted: Appointment, besides: Visit | None) -> Visit | None:
    """A booked visit of the same worker that shares some of its time."""
    ends_at = wanted.starts_at + timedelta(minutes=wanted.minutes)
    near = select(Visit).where(
        Visit.worker_id == wanted.worker_id,
        Visit.state == BOOKED,
        Visit.starts_at < ends_at,
        Visit.starts_at > wanted.starts_at - timedelta(minutes=LONGEST),
    )
    for each in db.session.scalars(near.order_by(Visit.starts_at)):
        if each is not besides and each.starts_at + timedelta(minutes=each.minutes) > wanted.starts_at:
            return each
    return None


def _add(
    household: Household, wanted: Appointment, by: Actor, *, uid: str, sequence: int, follows: Visit | None
) -> Visit:
    visit = Visit(
        agency_id=household.agency_id,
        household_id=household.id,
        worker_id=wanted.worker_id,
        purpose=wanted.purpose,
        place=wanted.place,
        starts_at=wanted.starts_at,
        minutes=wanted.minutes,
        state=BOOKED,
        uid=uid,
        sequence=sequence,
        follows_id=follows.id if follows else None,
        booked_at=clock.now(),
        booked_by=by.user_id,
    )
    db.session.add(visit)
    db.session.flush()
    return visit


def _load(household_id: int, visit_id: int, by: Actor) -> tuple[Household, Visit]:
    """A visit that is still booked, held until the transaction ends."""
    household = households.load(household_id, by.agency_ids)
    visit = holding.held(Visit, visit_id)
    if visit is None or visit.household_id not in merging.together(household.id):
        raise NotFound("There is no such visit")
    if visit.state != BOOKED:
        who = users.find(visit.ended_by) if visit.ended_by is not None else None
        raise Stale(f"{who.name if who else 'Somebody'} has recorded what became of this visit already")
    return household, visit


def _end(visit: Visit, state: str, by: Actor) -> None:
    visit.state, visit.ended_at, visit.ended_by = state, clock.now(), by.user_id


def _recorded(visit: Visit, action: str, by: Actor, *fields: str) -> None:
    audit.record(
        by,
        action,
        agency_id=visit.agency_id,
        household_id=visit.household_id,
        about=f"visit {visit.id}",
        fields=[visit.purpose, *fields],
    )
