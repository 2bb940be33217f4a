"""Sessions of the assessments that go on: most are held, one or two are booked, and none of a new application."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import assessments, preparation, visits
from crm.commands.assessments import Session
from crm.commands.preparation import Course
from crm.commands.visits import Appointment
from crm.demo import days
from crm.extensions import db
from crm.journey import assessing
from crm.ledger.cluster import load
from crm.ledger.tables import UnderWay
from crm.people import households
from crm.register import settings

MOST = 12  # households
APART = timedelta(days=9)  # from one session to the next
HELD = {"stage2": 3, "panel": 8, "decision": 8}  # sessions, where a journey stands there
HALL = "The invented hall"
NOTES = (
    "Talked about how each of them grew up, and what they take from it.",
    "",
    "Their week, their work, and who would be there when school is over.",
    "What fostering would change for the children of the family.",
)


def hold(agency_id: int, by: Actor, today: date) -> None:
    """Record the sessions of some assessments that go on today, and book the next of each that is in Stage 2."""
    if by.user_id is None:
        return
    chosen = select(UnderWay).where(UnderWay.agency_id == agency_id, UnderWay.stage.in_(HELD))
    for number, way in enumerate(db.session.scalars(chosen.order_by(UnderWay.journey_id).limit(MOST)).all()):
        going_on = way.stage == "stage2"
        _held(way, number, today if going_on else way.since, by)
        _prepare(way, number, by, today)
        if going_on:
            _book(way.household_id, number, by, today)


def _held(way: UnderWay, number: int, until: date, by: Actor) -> None:
    """The sessions before a day, none of them before the application."""
    who = tuple(f"carer-{each.id}" for each in households.carers_of(way.household_id))
    household = load(way.agency_id, [way.household_id])[way.household_id].fold(
        way.household_id, settings.rulebook(way.agency_id)
    )
    journey = household.journey(way.journey_id)
    applied = assessing.applied_on(journey) if journey else None
    count = HELD[way.stage] + (number % 4 if way.stage == "stage2" else 0)
    for held in range(count):
        on = days.office_day(until - APART * (count - held), until - timedelta(days=1))
        if applied and applied < on:
            note = NOTES[(number + held) % len(NOTES)]
            session = Session(on=on, worker_id=by.user_id or 0, place="home", seen=who, note=note)
            assessments.record(way.household_id, session, by=by)


def _prepare(way: UnderWay, number: int, by: Actor, today: date) -> None:
    """Of each four households one attended a course, one is booked on the next, one came in part, one waits."""
    first = days.office_day(today - timedelta(days=40), today)
    coming = days.office_day(today + timedelta(days=17), today + timedelta(days=40))
    course = (
        Course(starts_on=first, ends_on=first + timedelta(days=2), place=HALL, attended="yes"),
        Course(starts_on=coming, ends_on=coming + timedelta(days=2), place=HALL),
        Course(starts_on=first, ends_on=first + timedelta(days=2), place=HALL, attended="part"),
    )
    if number % 4 < len(course):
        for carer in households.carers_of(way.household_id):
            preparation.record(way.household_id, way.journey_id, carer.id, course[number % 4], by=by)


def _book(household_id: int, number: int, by: Actor, today: date) -> None:
    coming = days.office_day(today + timedelta(days=3 + number), today + timedelta(days=40))
    at = datetime.combine(coming, time(10), tzinfo=clock.LONDON)
    wanted = Appointment(starts_at=at, minutes=90, worker_id=by.user_id or 0, purpose="assessment", place="home")
    visits.book(household_id, wanted, anyway=True, by=by)
