"""What levels need: shown by a carer, or learnt at a course; and the standards of the TSD once all have them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import command, journeys
from crm.commands.placements import codes, folded
from crm.commands.skill_entries import Evidence, add, carer_of, kept, levels, past, sound
from crm.errors import Refused
from crm.extensions import db
from crm.journey import levels as rules
from crm.journey.care_events import StandardsEvidenced
from crm.journey.household import Household as Folded
from crm.journey.household import Journey
from crm.journey.saying import said
from crm.ledger.tables import HeldClock
from crm.people import households, skills
from crm.people.tables import Carer, Household
from crm.register import schemes, settings

RULES = ("TSD-1", "TSD-4")


@command
def show(household_id: int, carer_id: int, *, need: str, on: date, evidence: Evidence, by: Actor) -> int:
    """Record that a carer has something that a level needs, with what shows it; the entry's number."""
    household, carer = carer_of(household_id, carer_id, by)
    past(on)
    given = settings.of(household.agency_id)
    known = {
        each.casefold(): each
        for level in levels(household, clock.today())
        for each in schemes.needs(given, level, clock.today())
    }
    if need.casefold() not in known:
        raise Refused("Choose from what the levels need", field="need")
    if not sound(household, evidence):
        raise Refused("Say what shows it: a document, or a kind of paper and its day (PF-3)", field="evidence")
    return add(household, carer, rules.MET, known[need.casefold()], on, by, evidence=evidence)


@command
def train(
    household_id: int, carer_ids: Sequence[int], *, course: str, on: date, by: Actor, document_id: int | None = None
) -> list[int]:
    """Record that carers attended a course; the entries' numbers.

    Where it is the standards of the TSD and with it every carer of an approved household has them, the household's
    clock stops too (TSD-1, TSD-2).
    """
    if not carer_ids:
        raise Refused("Choose at least one carer", field="carers")
    made = []
    for carer_id in carer_ids:
        household, carer = carer_of(household_id, carer_id, by)
        past(on)
        if course not in codes("training_courses", household.agency_id):
            raise Refused("Choose a course of the list", field="course")
        evidence = Evidence(document_id=document_id)
        if document_id is not None:
            sound(household, evidence)
        if any(each.act == rules.TRAINED and (each.what, each.on_day) == (course, on) for each in kept(carer)):
            raise Refused(f"This course on {said(on)} is on record of {carer.name or 'this carer'}.", field="on")
        made.append(add(household, carer, rules.TRAINED, course, on, by, evidence=evidence))
    _follow(household_id, course, by)
    return made


def overdue(household: Household, carer: Carer, on: date) -> date | None:
    """The day by which the standards were due, where that is gone on a day and the carer has not shown them.

    The clock runs on the household; whose own training log has them is not held up by the other carer (TSD-2).
    """
    courses = {each.code for each in schemes.courses(settings.of(household.agency_id), on) if each.standards}
    trained = rules.standing(skills.of_carer(carer.id)).trained
    if any(code in courses and day <= on for code, day in trained.items()):
        return None
    clocks = select(HeldClock).where(HeldClock.household_id == household.id, HeldClock.rule.in_(RULES))
    for each in db.session.scalars(clocks):
        if each.due_on < on and (each.until is None or on < each.until):
            return each.due_on
    return None


def _follow(household_id: int, course: str, by: Actor) -> None:
    """Record that the household's standards are evidenced, once the last of its carers has them (TSD-2)."""
    household = households.load(household_id, by.agency_ids)
    given = settings.of(household.agency_id)
    codes = {each.code for each in schemes.courses(given, clock.today()) if each.standards}
    if course not in codes:
        return
    carers = households.carers_of(household.id)
    shown = [_shown(each, codes) for each in carers]
    known = [day for day in shown if day is not None]
    journey = _waiting(folded(household))
    if journey is None or len(known) < len(carers):
        return
    approval = folded(household).approval_on(clock.today())
    if approval is not None:  # a certificate from elsewhere is older than the approval here (TSD-4)
        event = StandardsEvidenced(happened_on=max(*known, approval.begins_on))
        journeys.record(household.id, journey.id, event, by=by)


def _shown(carer: Carer, codes: set[str]) -> date | None:
    trained = rules.standing(skills.of_carer(carer.id)).trained
    return min((day for code, day in trained.items() if code in codes), default=None)


def _waiting(household: Folded) -> Journey | None:
    """The journey whose approval stands today, and whose standards are not on record."""
    approval = household.approval_on(clock.today())
    journey = household.journey(approval.journey_id) if approval else None
    return journey if journey is not None and journey.first(StandardsEvidenced) is None else None
