"""Preparation courses: an applicant's attendance meets the check, and who waits for a course is listed (S2-9)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.commands import checks, journeys
from crm.journey import events
from tests import given
from tests.pages.conftest import ENQUIRED, TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

APPLIED, LIST = date(2021, 11, 1), "/checks/preparation"
FIRST, LAST = date(2021, 12, 4), date(2021, 12, 5)


def _applied(at: Desk, name: str = "Rowan Example-Finch") -> str:
    """A household that applied on 1 November 2021; its reference."""
    reference = at.home(name)
    home = at.household_id(reference)
    journey = given.fold(home).journeys[0].id
    for step, on in ((events.VisitCompleted, ENQUIRED), (events.ApplicationReceived, APPLIED)):
        journeys.record(home, journey, step(happened_on=on), by=at.officer)
    return reference


def _record(at: Desk, reference: str, **answers: Any) -> TestResponse:
    path = f"/households/{reference}/journeys/1/preparation"
    sent = {"carer": "1", "starts_on": FIRST, "ends_on": LAST, "place": "Town hall", **answers}
    return at.browser.fill_in(path, sent, form=path)


def test_s2_9_who_attended_has_the_check_and_leaves_the_list_until_it_is_struck_out(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    reference = _applied(at)
    check = f"/households/{reference}/journeys/1/checks/preparation/carer-1"
    assert "No course yet" in at.browser.get(LIST).text and "1 Nov 2021" in at.browser.get(LIST).text
    _record(at, reference, attended="part")
    assert "Attended in part" in at.browser.get(f"{LIST}?state=part").text, "in part is not enough"
    told = _record(at, reference, attended="yes")
    assert told.status_code == 422 and "is on record already for this applicant (S2-9)" in told.text
    again = {"starts_on": date(2021, 12, 11), "ends_on": date(2021, 12, 12)}
    page = _record(at, reference, **again, attended="yes").text
    assert "4 December 2021 to 5 December 2021" in page and "In order" in page
    assert "Nobody waits for a course." in at.browser.get(LIST).text
    assert "In order" in at.browser.get(check).text and "12 Dec 2021" in at.browser.get(check).text
    one = f"/households/{reference}/journeys/1/preparation/2"
    at.browser.fill_in(one, {"why": "did_not_happen"}, form=f"{one}/strike-out")
    assert "To do" in at.browser.get(check).text and "Rowan Example-Finch" in at.browser.get(LIST).text
    at.browser.fill_in(f"/households/{reference}/journeys/1/preparation", {}, form=f"{one}/bring-back")
    assert "In order" in at.browser.get(check).text and "Nobody waits for a course." in at.browser.get(LIST).text
    actions = ("record", "settle", "strike_out", "bring_back")
    assert [len(at.audited(f"preparation.{each}")) for each in actions] == [2, 0, 1, 1]


def test_a_course_that_is_booked_is_settled_when_it_is_over(
    desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    at = desk(Role.OFFICER)
    reference = _applied(at)
    coming = {"starts_on": TODAY, "ends_on": date(2022, 2, 1)}
    told = _record(at, reference, **coming, attended="yes")
    assert told.status_code == 422 and "The course lasts until 1 February 2022" in told.text
    _record(at, reference, **coming, attended="open")
    assert "Booked" in at.browser.get(f"{LIST}?state=booked").text
    clock_at(date(2022, 2, 2))
    later = desk()
    assert "Over, and nothing recorded" in later.browser.get(f"{LIST}?state=over").text
    one = f"/households/{reference}/journeys/1/preparation/1"
    later.browser.fill_in(one, {"attended": "no"}, form=one)
    assert "Did not attend" in later.browser.get(f"{LIST}?state=missed").text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"ends_on": date(2021, 12, 3), "attended": "yes"}, "The last day cannot be before the first"),
        (
            {"starts_on": date(2024, 1, 1), "ends_on": date(2024, 1, 2), "attended": "open"},
            "more than a year ahead",
        ),
        ({}, "Choose whether they attended"),
    ],
)
def test_a_course_that_cannot_be_is_refused_and_the_words_are_kept(
    desk: Callable[..., Desk], answers: dict[str, Any], said: str
) -> None:
    at = desk(Role.OFFICER)
    told = _record(at, _applied(at), **answers)
    assert told.status_code == 422 and said in told.text and 'value="Town hall"' in told.text


def test_courses_begin_with_the_application_and_a_check_that_was_asked_for_later_is_met_that_day(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    assert "begin with the application" in _record(at, reference, attended="yes").text
    again = _applied(at, "Sam Example-Heron")
    home = at.household_id(again)
    asked = checks.Step("requested", date(2022, 1, 10))
    checks.record(home, 2, [("preparation", "carer-2")], asked, by=at.officer)
    _record(at, again, carer="2", attended="yes")
    (line,) = [each for each in given.fold(home).journeys if each.id == 2]
    page = at.browser.get(f"/households/{again}/journeys/1/checks/preparation/carer-2").text
    assert "In order" in page and "10 Jan 2022" in page and line.id == 2


def test_the_list_is_searched_and_a_file_too_and_only_casework_opens_it(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference, other = _applied(at), _applied(at, "Sam Example-Heron")
    assert other not in at.browser.get(f"{LIST}?q=rowan").text
    assert "No applicant of yours matches." in at.browser.get(f"{LIST}?state=missed").text
    assert LIST in at.browser.get("/checks").text
    sent = at.browser.fill_in(f"{LIST}?q=rowan", {"reason": "audit"}, form=f"{LIST}/export?q=rowan")
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[:6] == [reference, "Rowan Example-Finch", "Rowan Example-Finch", "2021-11-01", "No course yet", ""]
    for role, opens in ((Role.SOCIAL_WORKER, 200), (Role.DECISION_MAKER, 403), (Role.ANALYST, 403)):
        assert desk(role).browser.get(LIST).status_code == opens
