"""Priorities of the strategy: set, changed, reviewed, withdrawn and set again. All that they said stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command
from crm.commands.targets import POPULATIONS
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey.saying import said
from crm.ledger.keys import lock
from crm.people import folding
from crm.people.tables import User
from crm.register import priorities, settings, targets
from crm.register.priorities import AGAIN, CHANGE, NOTE, REVIEW, SET, STATUSES, TITLE, WITHDRAW, Priority, Said
from crm.register.priority_tables import PriorityEntry, PriorityRecord
from crm.register.targets import MEASURES

CHANGED = "Somebody has changed or reviewed this priority since you opened it. Look at what it says now."
OWNERS = (Role.OFFICER, Role.SOCIAL_WORKER, Role.MANAGER, Role.DECISION_MAKER)
YEARS = 10  # ahead; a day beyond is a slip of the keyboard


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a priority says. Its measure is a target, or a figure of a population, or nothing."""

    title: str
    owner_id: int
    due_on: date
    status: str
    target_id: int | None = None
    figure: str = ""
    population: str = ""
    note: str = ""


@command
def set_one(agency_id: int, terms: Terms, *, by: Actor) -> int:
    """Set a priority of an agency; its number.

    Refused: a day gone by, an owner who is not of its staff, a status that is not of its list, no such measure.
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such council")
    lock(agency_id)
    _check(agency_id, terms)
    _ahead(terms)
    row = PriorityRecord(agency_id=agency_id)
    db.session.add(row)
    db.session.flush()
    _add(row.id, agency_id, SET, terms, by)
    return row.id


@command
def change(number: int, terms: Terms, *, version: int, by: Actor) -> None:
    """Change what a priority says. Stale: `version` is not its last entry. Refused: withdrawn; as `set_one`."""
    found = _load(number, version, by)
    _check(found.agency_id, terms)
    if terms.due_on != found.now.due_on:  # one that has gone by may stay, while something else is changed
        _ahead(terms)
    _add(number, found.agency_id, CHANGE, terms, by)


@command
def review(number: int, on: date, status: str, note: str, *, version: int, by: Actor) -> None:
    """Record that a priority was reviewed: where it stands, and what was said. By its owner, or a manager.

    Refused: a day ahead, or before the last review; nothing was said; somebody else's priority.
    """
    found = _load(number, version, by)
    if by.role != Role.MANAGER and by.user_id != found.now.owner_id:
        raise Refused("Whoever owns the priority reviews it, or a manager")
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future: a review is recorded once it was held", field="on")
    last = found.reviewed_on or clock.day_of(found.entries[0].recorded_at)
    if on < last:
        raise Refused(f"It was last looked at on {said(last)}: a review before that is not recorded", field="on")
    if not note.strip():
        raise Refused("Say what was found", field="note")
    terms = _as_is(found.now, note, status)
    _check_status(found.agency_id, status)
    _add(number, found.agency_id, REVIEW, terms, by, reviewed_on=on)


@command
def withdraw(number: int, note: str, *, version: int, by: Actor) -> None:
    """Take a priority back: it is reviewed no more, and can be set again."""
    found = _load(number, version, by)
    _add(number, found.agency_id, WITHDRAW, _as_is(found.now, note), by)


@command
def set_again(number: int, *, version: int, by: Actor) -> None:
    """Let a priority that was withdrawn stand as it did."""
    found = _load(number, version, by, withdrawn=True)
    _add(number, found.agency_id, AGAIN, _as_is(found.now, ""), by)


def _load(number: int, version: int, by: Actor, *, withdrawn: bool = False) -> Priority:
    found = priorities.one(number)
    if found is None or found.agency_id not in by.agency_ids:
        raise NotFound("There is no such priority")
    lock(found.agency_id)
    found = priorities.one(number)
    if found is None or found.now.id != version:
        raise Stale(CHANGED)
    if found.withdrawn != withdrawn:
        raise Refused("This priority stands already." if withdrawn else "This priority is withdrawn. Set it again.")
    return found


def _ahead(terms: Terms) -> None:
    if terms.due_on < clock.today():
        gone = f"{said(terms.due_on)} has gone by: a priority is to be done by a day to come"
        raise Refused(gone, field="due_on")


def _check(agency_id: int, terms: Terms) -> None:
    if not terms.title.strip():
        raise Refused("Say what is to be reached", field="title")
    if terms.due_on.year - clock.today().year > YEARS:
        raise Refused(f"A priority is to be done within {YEARS} years", field="due_on")
    owner = db.session.scalar(select(User).where(User.id == terms.owner_id, User.agency_id == agency_id))
    if owner is None or not owner.active or owner.role not in OWNERS:
        raise Refused("Choose somebody of the council's staff", field="owner")
    _check_status(agency_id, terms.status)
    target = targets.one(terms.target_id) if terms.target_id else None
    if terms.target_id and (target is None or target.agency_id != agency_id):
        raise Refused("Choose a measure of the list", field="measure")
    if terms.figure and (terms.figure not in MEASURES or terms.population not in POPULATIONS):
        raise Refused("Choose a measure of the list", field="measure")


def _check_status(agency_id: int, status: str) -> None:
    if status not in {each["code"] for each in settings.value(STATUSES, agency_id, clock.today())}:
        raise Refused("Choose where it stands", field="status")


def _as_is(now: Said, note: str, status: str = "") -> Terms:
    return Terms(
        title=now.title,
        owner_id=now.owner_id,
        due_on=now.due_on,
        status=status or now.status,
        target_id=now.target_id,
        figure=now.figure,
        population=now.population,
        note=note,
    )


def _add(
    number: int, agency_id: int, what: str, terms: Terms, by: Actor, *, reviewed_on: date | None = None
) -> None:
    row = PriorityEntry(
        priority_id=number,
        what=what,
        title=folding.tidied(terms.title, longest=TITLE, field="title"),
        owner_id=terms.owner_id,
        due_on=terms.due_on,
        status=terms.status,
        target_id=terms.target_id,
        figure=terms.figure or None,
        population=terms.population or None,
        reviewed_on=reviewed_on,
        note=folding.tidied_lines(terms.note, longest=NOTE, field="note") or None,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(by, f"priority.{what}", agency_id=agency_id, about=f"priority {number}")
