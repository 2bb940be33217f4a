"""Courses that a council shares with its hub: booked by the others, attended into their households' checklists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from crm.actor import Role, system
from crm.audit.tables import AuditEntry
from crm.commands import agencies, course_attendance, course_places, journeys, skills
from crm.commands import settings as setting
from crm.errors import NotFound
from crm.extensions import db
from crm.journey import events
from crm.people.course_tables import CourseBooking
from crm.people.skill_tables import SkillEntry
from crm.register import settings
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import ENQUIRED, TODAY, Desk
from tests.pages.test_own_skills import main

pytestmark = pytest.mark.slow  # together they take seconds

COURSES, WAITING = "/skills/courses", "/checks/preparation"
SAID: dict[str, object] = {
    "course": "skills_to_foster",
    "title": "Skills to Foster, spring",
    "on": date(2022, 2, 5),
}
SAID |= {"last": date(2022, 2, 13), "at": "9:30", "minutes": 900, "where": "place", "place": "Example Hall"}
SAID |= {"shared": "hub", "places": 1}


@dataclass(frozen=True)
class Hub:
    """Derby, who runs the course, and Nottingham beside it."""

    derby: Desk
    nottingham: Desk

    def course(self, **other: object) -> str:
        page = self.derby.browser.fill_in(f"{COURSES}/new", SAID | other, form=f"{COURSES}/new")
        assert "The course is on the list" in page.text, main(page.text)
        return str(page.request.path)


@pytest.fixture
def hub(sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]) -> Hub:
    clock_at(TODAY)
    derby, nottingham = (given.agency(slug, hub="d2n2") for slug in ("derby", "nottingham"))
    return Hub(
        Desk(sign_in(Role.OFFICER), given.officer(derby)),
        Desk(sign_in(Role.OFFICER, at="nottingham"), given.officer(nottingham)),
    )


def applied(at: Desk, name: str) -> str:
    """A household that applied on 1 November 2021; its reference."""
    reference = at.home(name)
    home = at.household_id(reference)
    journey = given.fold(home).journeys[0].id
    for step, on in ((events.VisitCompleted, ENQUIRED), (events.ApplicationReceived, date(2021, 11, 1))):
        journeys.record(home, journey, step(happened_on=on), by=at.officer)
    return reference


def book(at: Desk, reference: str, course: str) -> str:
    path = f"/households/{reference}/skills/1/course"
    return main(at.browser.fill_in(path, {"course": course.rpartition("/")[2]}, form=path).text)


def test_an_applicant_of_another_council_is_trained_with_ours_and_has_the_check_at_home(
    hub: Hub, sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> None:
    course = hub.course()
    rowan = applied(hub.nottingham, "Rowan Example-Finch")
    assert "Derby" in main(hub.nottingham.browser.get(COURSES).text)
    assert "They have a place." in book(hub.nottingham, rowan, course)
    assert "Booked" in main(hub.nottingham.browser.get(WAITING).text)
    sam = applied(hub.derby, "Sam Example-Wren")
    assert "they wait for one" in book(hub.derby, sam, course), "one place: who asked first has it"
    ours, theirs = (main(each.browser.get(course).text) for each in (hub.derby, hub.nottingham))
    assert "Rowan Example-Finch" in ours and "Nottingham" in ours and rowan not in ours, "a name, and no more"
    assert "Sam Example-Wren" not in theirs and sam not in theirs and "And 1 carer of other councils" in theirs
    assert hub.derby.browser.get(f"/households/{rowan}").status_code == 404
    assert hub.nottingham.browser.get(f"{course}/edit").status_code == 404, "who runs it changes it"
    clock_at(date(2022, 2, 13))
    derby, nottingham = sign_in(Role.SOCIAL_WORKER), sign_in(Role.SOCIAL_WORKER, at="nottingham")
    number = db.session.scalars(select(CourseBooking.id).order_by(CourseBooking.id)).first()
    db.session.rollback()
    with pytest.raises(NotFound):
        course_attendance.record(int(course.rpartition("/")[2]), [number or 0], (), by=hub.nottingham.officer)
    page = derby.fill_in(course, {"came": [str(number)]}, form=f"{course}/attendance")
    assert "Who came is on record" in page.text, main(page.text)
    check = f"/households/{rowan}/journeys/1/checks/preparation/carer-1"
    assert "In order" in nottingham.get(check).text
    assert "Rowan Example-Finch" not in main(nottingham.get(WAITING).text)
    assert "Skills to Foster" in main(nottingham.get(f"/households/{rowan}/skills").text)
    looks = select(AuditEntry.agency_id).where(AuditEntry.action == "household.list").distinct()
    assert len(db.session.scalars(looks).all()) >= 2, "Nottingham's governance finds that Derby saw the name"


def test_a_council_that_left_the_hub_books_no_more_and_is_named_no_more(
    hub: Hub, sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> None:
    course = hub.course(places=5)
    rowan = applied(hub.nottingham, "Rowan Example-Finch")
    book(hub.nottingham, rowan, course)
    agencies.change("nottingham", "Nottingham", by=system())
    ours = main(hub.derby.browser.get(course).text)
    assert "Rowan" not in ours and "And 1 carer of households" in ours, "counted, and not named"
    assert "Skills to Foster, spring" not in main(hub.nottingham.browser.get(COURSES).text)
    assert "Rowan" in main(hub.nottingham.browser.get(course).text), "who is on it is still their own to see"
    number, booking = int(course.rpartition("/")[2]), db.session.scalars(select(CourseBooking.id)).one()
    db.session.rollback()
    clock_at(date(2022, 2, 13))
    with pytest.raises(NotFound):
        course_attendance.record(number, [booking], (), by=hub.derby.officer)
    theirs = sign_in(Role.SOCIAL_WORKER, at="nottingham")
    theirs.fill_in(course, {"came": [str(booking)]}, form=f"{course}/attendance")
    assert db.session.scalars(select(CourseBooking.state)).one() == "attended", "and theirs to record"
    db.session.rollback()


def test_what_came_of_those_whom_others_send_is_not_told_to_who_runs_the_course(
    hub: Hub, clock_at: Callable[[date], None]
) -> None:
    course = hub.course(places=5)
    rowan = applied(hub.nottingham, "Rowan Example-Finch")
    book(hub.nottingham, rowan, course)
    number, booking = int(course.rpartition("/")[2]), db.session.scalars(select(CourseBooking.id)).one()
    db.session.rollback()
    course_places.take_off(number, booking, by=hub.nottingham.officer)
    assert "Rowan" not in main(hub.derby.browser.get(course).text), "whoever gave the place up is named no more"
    book(hub.nottingham, rowan, course)
    rows = settings.value("training_courses", hub.nottingham.officer.agency_ids[0], TODAY)
    fewer = [each for each in rows if each["code"] != "skills_to_foster"]
    told: dict[str, Any] = {"valid_from": TODAY, "agency_id": hub.nottingham.officer.agency_ids[0]}
    setting.change("training_courses", fewer, **told, by=replace(hub.nottingham.officer, role=Role.MANAGER))
    clock_at(date(2022, 2, 13))
    assert course_attendance.record(number, [booking], (), by=hub.derby.officer) == 1, (
        "they came, whatever is at home"
    )


def test_what_another_council_struck_out_of_its_log_is_not_told_and_not_recorded_anew(
    hub: Hub, sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> None:
    course = hub.course(places=5)
    book(hub.nottingham, applied(hub.nottingham, "Rowan Example-Finch"), course)
    number, booking = int(course.rpartition("/")[2]), db.session.scalars(select(CourseBooking.id)).one()
    db.session.rollback()
    clock_at(date(2022, 2, 13))
    course_attendance.record(number, [booking], (), by=hub.derby.officer)
    row = db.session.get_one(CourseBooking, booking)
    home, entry = row.household_id, row.entry_id
    db.session.rollback()
    skills.strike_out(home, entry or 0, because="did_not_happen", by=hub.nottingham.officer)
    page = main(sign_in(Role.SOCIAL_WORKER).get(course).text)
    assert "Rowan Example-Finch" in page and "Struck out" not in page and "Record who came" not in page
    course_attendance.record(number, [booking], (), by=hub.derby.officer)
    acts = db.session.scalars(select(SkillEntry.act).order_by(SkillEntry.id)).all()
    assert acts == ["trained", "struck_out"]


def test_a_council_s_own_course_is_nobody_else_s_and_the_last_day_is_not_before_the_first(hub: Hub) -> None:
    own = hub.course(shared="own")
    assert hub.nottingham.browser.get(own).status_code == 404
    path = f"{COURSES}/new"
    told = hub.derby.browser.fill_in(path, SAID | {"last": date(2022, 2, 4)}, form=path)
    assert told.status_code == 422 and "The last day cannot be before the first" in told.text
