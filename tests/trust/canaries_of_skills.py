"""Payment for skills of a marked council: a level in its own words, and a carer who asks for it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import course_places, course_sessions, settings, skill_papers, skills, users
from crm.commands.course_sessions import Offered
from crm.commands.skill_papers import Paper
from crm.extensions import db
from crm.people.course_tables import CourseBooking
from crm.people.tables import Carer
from tests import given
from tests.sample_documents import PDF


def asked(home: int, mark: str, by: Actor) -> int:
    """A carer of the household asks for the council's only level; the number of the request."""
    level = f"{mark}LEVEL"
    rows = [{"level": level, "needs": [f"{mark}NEEDED"]}]
    settings.change("skill_levels", rows, valid_from=clock.today(), agency_id=by.agency_ids[0], by=by)
    carer = db.session.scalars(
        select(Carer.id).where(Carer.household_id == home, Carer.removed_at.is_(None))
    ).first()
    db.session.rollback()
    assert carer is not None
    return skills.ask(home, carer, level=level, on=clock.today(), by=by)


def sent(home: int, mark: str, by: Actor) -> dict[str, int]:
    """The household's first carer sends a paper for what the level needs, and books a course; the numbers of
    both."""
    email = f"paper.{by.agency_ids[0]}@home.test"
    told: dict[str, Any] = {"household_id": home, "position": 1, "name": f"{mark}PORTAL"}
    carer = Actor(
        users.add_carer(email, **told, password=given.PASSWORD, by=by), f"{mark}PORTAL", Role.CARER, (), home
    )
    content = PDF + f"%{mark}SENT".encode()
    paper = Paper(shows=f"{mark}NEEDED", on=clock.today(), name=f"{mark}DIPLOMA", kind="pdf", content=content)
    course = course_sessions.offer(by.agency_ids[0], offered(mark), by=by)
    course_places.book(course, by=carer)
    made = {"sent_paper": skill_papers.send(paper, by=carer), "course_session": course}
    booked = db.session.scalars(select(CourseBooking.id).where(CourseBooking.session_id == course)).one()
    db.session.rollback()
    return made | {"course_booking": booked}


def offered(mark: str) -> Offered:
    """A course of the council's, in a week."""
    on = clock.today() + timedelta(days=7)
    told: dict[str, Any] = {"course": "first_aid", "title": f"{mark}COURSE", "on_day": on, "begins_at": time(10)}
    return Offered(**told, minutes=180, online=False, place=f"{mark}ROOM", places=2)
