"""Courses on a day: offered by staff, booked and cancelled by carers, attended into the training log (issue 7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest

from crm.actor import Role
from crm.commands import course_sessions, parting
from crm.commands.course_sessions import Offered
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import Desk
from tests.pages.test_own_skills import TODAY, TRAINING, Two, main, token, two

__all__ = ["two"]

pytestmark = pytest.mark.slow  # together they take seconds

COURSES = "/skills/courses"
SAID: dict[str, object] = {"course": "first_aid", "title": "First aid for babies", "on": date(2026, 7, 8)}
SAID |= {"at": "9:30", "minutes": 150, "where": "place", "place": "Room 2, Example Hall", "places": 1}


@pytest.fixture
def staff(two: Two, desk: Callable[..., Desk]) -> Desk:
    """A worker of Derby, at their desk on 1 July 2026."""
    return desk(Role.SOCIAL_WORKER)


def offer(staff: Desk, **other: object) -> str:
    """A course on the list; the path of its page."""
    page = staff.browser.fill_in(f"{COURSES}/new", SAID | other, form=f"{COURSES}/new")
    assert "carers can book it" in page.text, page.text
    return page.request.path


def book(browser: CheckingClient, course: str) -> str:
    number = course.rpartition("/")[2]
    return main(browser.fill_in(TRAINING, {}, form=f"{TRAINING}/{number}/book").text)


def cancel(browser: CheckingClient, course: str) -> str:
    path = f"{TRAINING}/{course.rpartition('/')[2]}/cancel"
    return main(browser.fill_in(path, {}, form=path).text)


def test_the_last_place_is_waited_for_and_passed_on_when_it_is_given_up(
    two: Two, staff: Desk, mails: Callable[[], list[Letter]]
) -> None:
    course = offer(staff)
    page = two.page(path=TRAINING)
    assert "First aid for babies</bdi></strong>, 8 July 2026 at 09:30, 2 hours 30 minutes." in page
    assert "Room 2, Example Hall</bdi>. 1 place free." in page
    assert "Has a place</strong>" in book(two.rowan, course)
    home = main(two.rowan.get("/portal/").text)
    assert (
        "First aid for babies</bdi></strong>, 8 July 2026 at 09:30" in home and "You have a place</strong>" in home
    )
    page = book(two.sam, course)
    assert "On the waiting list</strong>" in main(two.sam.get("/portal/").text)
    assert "you are on the waiting list" in page and "You are number 1 on the waiting list." in page
    seen = main(staff.browser.get(course).text)
    assert "Has a place</strong>" in seen and "Waits for a place</strong>" in seen and "Sam Example-Finch" in seen
    page = cancel(two.rowan, course)
    assert "babies" not in main(two.rowan.get("/portal/").text)
    assert "It is cancelled." in page and "No place free, 0 waiting." in page
    assert "Has a place</strong>" in two.page(two.sam, TRAINING)
    (letter,) = [each for each in mails() if "place" in each.subject]
    assert letter.to == f"carer-{two.home}-2@home.example" and "babies" not in letter.text
    again = two.rowan.post(f"{TRAINING}/{course.rpartition('/')[2]}/cancel", data=token(two.rowan))
    assert again.status_code == 404
    book(two.rowan, course)
    version = db.session.get_one(Household, two.home).version
    db.session.rollback()
    told: dict[str, Any] = {"why": "separated", "on": date(2026, 7, 1), "own_household": False, "version": version}
    parting.part(two.home, 2, by=staff.officer, **told)
    assert "Has a place</strong>" in two.page(path=TRAINING), "whoever leaves the household gives theirs up (B-18)"


def test_who_came_has_the_course_in_the_log_and_their_line_ticked(
    two: Two, staff: Desk, desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    course = offer(staff, places=2)
    book(two.rowan, course)
    book(two.sam, course)
    early = staff.browser.get(course).text
    assert "Record who came" not in early
    clock_at(date(2026, 7, 8))
    worker = desk(Role.MANAGER).browser
    boxes = worker.get(course).text.split('name="came" type="checkbox" value="')[1:]
    came, other = [each.split('"')[0] for each in boxes]
    page = main(worker.fill_in(course, {"came": [came]}, form=f"{course}/attendance").text)
    assert "Came</strong>" in page and "Did not come</strong>" in page
    browser = CheckingClient(two.rowan.application)
    browser.fill_in("/sign-in", {"email": f"carer-{two.home}-1@home.example", "password": given.PASSWORD})
    log = two.page(browser, TRAINING)
    assert "First aid</bdi>, 8 July 2026, 2 hours 30 minutes: holds until 8 July 2029" in log
    # Sam was recorded as not there by mistake: recorded again, he was.
    worker.fill_in(course, {"came": [other]}, form=f"{course}/attendance")
    assert main(worker.get(course).text).count("Came</strong>") == 2
    assert "Record who came" not in worker.get(course).text


def test_staff_book_for_a_carer_who_rings_and_take_one_off(
    two: Two, staff: Desk, mails: Callable[[], list[Letter]]
) -> None:
    course = offer(staff)
    here = f"/households/{staff.reference(two.home)}/skills"
    for position, said in ((1, "They have a place."), (2, "No place is free: they wait for one.")):
        number = course.rpartition("/")[2]
        path = f"{here}/{position}/course"
        assert said in staff.browser.fill_in(path, {"course": number}, form=path).text
    twice = staff.browser.fill_in(f"{here}/1/course", {"course": number}, form=f"{here}/1/course")
    assert twice.status_code == 422 and "On this course already" in twice.text
    off = str(re.findall(rf"{course}/bookings/\d+/take-off", staff.browser.get(course).text)[0])
    assert "They are off the list" in staff.browser.fill_in(course, {}, form=off).text
    assert "Has a place</strong>" in two.page(two.sam, TRAINING)
    assert "Has a place</strong>" not in two.page(path=TRAINING)
    assert sorted(each.subject for each in mails() if "course" in each.subject) == [
        "A course that you booked has changed",
        "There is a place for you on a course",
    ]


def test_a_course_is_changed_for_those_who_are_on_it_and_never_below_them(
    two: Two, staff: Desk, mails: Callable[[], list[Letter]]
) -> None:
    course = offer(staff, places=2)
    book(two.rowan, course)
    book(two.sam, course)
    few = staff.browser.fill_in(f"{course}/edit", {"places": 1}, form=f"{course}/edit")
    assert few.status_code == 422 and "2 carers have a place" in few.text
    other = staff.browser.fill_in(f"{course}/edit", {"course": "safeguarding"}, form=f"{course}/edit")
    assert other.status_code == 422 and "offer the other one beside it" in other.text
    past = staff.browser.fill_in(f"{course}/edit", {"on": date(2026, 6, 30)}, form=f"{course}/edit")
    assert past.status_code == 422 and "today or later" in past.text
    staff.browser.fill_in(f"{course}/edit", {"on": date(2026, 7, 9)}, form=f"{course}/edit")
    assert len([each for each in mails() if "has changed" in each.subject]) == 2
    assert "9 July 2026 at 09:30" in two.page(path=TRAINING)


def test_a_course_that_is_called_off_can_be_put_back_with_everybody_on_it(
    two: Two, staff: Desk, mails: Callable[[], list[Letter]]
) -> None:
    course = offer(staff)
    book(two.rowan, course)
    page = staff.browser.get(f"{course}/call-off").text
    assert "1\u00a0carer booked it or wait for a place" in page
    staff.browser.fill_in(f"{course}/call-off", {}, form=f"{course}/call-off")
    page = two.page(path=TRAINING)
    assert "Called off</strong>" in page and "It does not take place." in page
    assert "First aid for babies" not in two.page(two.sam, TRAINING)
    late = two.sam.post(f"{TRAINING}/{course.rpartition('/')[2]}/book", data=token(two.sam))
    assert late.status_code == 422 and "has begun, or is called off" in late.text
    staff.browser.fill_in(course, {}, form=f"{course}/put-back")
    assert "Has a place</strong>" in two.page(path=TRAINING)
    assert [each.subject for each in mails() if "course" in each.subject] == [
        "A course that you booked is called off",
        "A course that you booked has changed",
    ]


def test_the_list_finds_courses_and_a_file_of_it_names_nobody(two: Two, staff: Desk) -> None:
    course = offer(staff)
    book(two.rowan, course)
    assert "First aid for babies" in staff.browser.get(f"{COURSES}?q=example+hall").text
    assert "No course of yours matches" in staff.browser.get(f"{COURSES}?q=nowhere").text
    assert "No course of yours matches" in staff.browser.get(f"{COURSES}?when=over").text
    assert staff.browser.get(f"{COURSES}?q=babies", headers={"HX-Request": "true"}).status_code == 200


def test_a_carer_finds_a_course_by_its_words_and_saves_the_log(two: Two, staff: Desk) -> None:
    offer(staff)
    offer(staff, title="Phones and games", place="Example Library")
    found = two.page(path=f"{TRAINING}?q=library")
    assert "Phones and games" in found and "First aid" not in found and "1 course with" in found
    assert "No course with" in two.page(path=f"{TRAINING}?q=nothing")
    assert two.rowan.get(f"{TRAINING}/log.csv").text.startswith("\ufeffCourse,Day,Minutes")


def test_T15_a_course_of_another_council_is_unknown(two: Two) -> None:
    other = given.officer(given.agency("nottingham"))
    told: dict[str, Any] = {"course": "first_aid", "title": "", "on_day": TODAY + timedelta(days=3)}
    told |= {"begins_at": time(10), "minutes": 60, "online": True, "place": "A link", "places": 5}
    theirs = course_sessions.offer(other.agency_ids[0], Offered(**told), by=other)
    assert "A link" not in two.page(path=TRAINING)
    for number in (theirs, 999_999):
        assert two.rowan.get(f"{TRAINING}/{number}/cancel").status_code == 404
        for act in ("book", "cancel"):
            assert two.rowan.post(f"{TRAINING}/{number}/{act}", data=token(two.rowan)).status_code == 404


def test_an_account_of_no_carer_books_nothing(two: Two, staff: Desk, sign_in: Any) -> None:
    course = offer(staff)
    other = sign_in(Role.CARER, household_id=two.home)
    assert "not linked with you as a carer" in other.get(TRAINING).text
    answer = other.post(f"{TRAINING}/{course.rpartition('/')[2]}/book", data=token(other))
    assert answer.status_code == 404 and "Nobody has booked yet" in staff.browser.get(course).text
