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
from crm.journey.household import Journey
from crm.journey.saying import said
from crm.ledger.tables import HeldClock
from crm.people import households, skills
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer, Household
from crm.register import schemes, settings

RULES = ("TSD-1", "TSD-4")


@command
def show(
    household_id: int,
    carer_id: int,
    *,
    need: str,
    on: date,
    evidence: Evidence,
    by: Actor,
    about: int | None = None,
) -> int:
    """Record that a carer has something that a level needs, with what shows it; the entry's number. `about` is the
    step by which the carer sent it."""
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
    return add(household, carer, rules.MET, known[need.casefold()], on, by, evidence=evidence, about=about)


@command
def train(
    household_id: int,
    carer_ids: Sequence[int],
    *,
    course: str,
    on: date,
    by: Actor,
    document_id: int | None = None,
    minutes: int | None = None,
    about: int | None = None,
) -> list[int]:
    """Record that carers attended a course, for so many minutes; the entries' numbers. `about` is the step by which
    the carer sent what shows it.

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
        made.append(
            add(household, carer, rules.TRAINED, course, on, by, evidence=evidence, minutes=minutes, about=about)
        )
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
    standing = _approved(household, course)
    if standing is None:
        return
    journey, begins_on = standing
    day = _evidenced(household, begins_on)
    if day is not None and journey.first(StandardsEvidenced) is None:
        journeys.record(household.id, journey.id, StandardsEvidenced(happened_on=day), by=by)


def struck_out(household: Household, row: SkillEntry, because: str, by: Actor) -> None:
    """Let the household's standards follow once a course is struck out: the clock runs again, or it stopped on
    another day (TSD-2). What was recorded of them by hand stays."""
    standing = _approved(household, row.what)
    evidenced = standing[0].first(StandardsEvidenced) if standing else None
    if standing is None or evidenced is None:
        return
    journey, begins_on = standing
    codes, carers = _codes(household), {each.id for each in households.carers_of(household.id)}
    log = [each for each in skills.of_household(household.id) if each.act == rules.TRAINED and each.what in codes]
    if evidenced.event.happened_on not in {max(each.on_day, begins_on) for each in log if each.carer_id in carers}:
        return
    day = _evidenced(household, begins_on)
    if day is None:
        journeys.strike_out(household.id, evidenced.id, reason=because, by=by)
    elif day != evidenced.event.happened_on:
        event = StandardsEvidenced(happened_on=day)
        journeys.correct(household.id, evidenced.id, event, reason=because, by=by)


def _codes(household: Household) -> set[str]:
    given = settings.of(household.agency_id)
    return {each.code for each in schemes.courses(given, clock.today()) if each.standards}


def _approved(household: Household, course: str) -> tuple[Journey, date] | None:
    """The journey whose approval stands today, and since when, where a course is one of the standards."""
    if course not in _codes(household):
        return None
    found = folded(household)
    approval = found.approval_on(clock.today())
    journey = found.journey(approval.journey_id) if approval else None
    return (journey, approval.begins_on) if approval and journey else None


def _evidenced(household: Household, begins_on: date) -> date | None:
    """The day on which the last of the carers had the standards; None where one has not (TSD-2). A certificate
    from elsewhere is older than the approval here (TSD-4)."""
    codes = _codes(household)
    shown = [_shown(each, codes) for each in households.carers_of(household.id)]
    known = [day for day in shown if day is not None]
    return max(*known, begins_on) if known and len(known) == len(shown) else None


def _shown(carer: Carer, codes: set[str]) -> date | None:
    attended = [each for each in kept(carer) if each.act == rules.TRAINED and each.what in codes]
    return min((each.on_day for each in attended), default=None)
