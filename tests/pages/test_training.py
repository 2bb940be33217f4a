"""The training log: standards by their day (TSD-1), courses that lapse, and the same as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from crm.actor import Role
from crm.commands import training
from crm.extensions import db
from crm.journey.ranges import Route
from crm.people.tables import Carer
from crm.reads.training import lapsed
from tests import given
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

PAGE = "/skills/training"
ASH, BRYN = "Ash Example-Finch", "Bryn Example-Kin"


@pytest.fixture
def at(desk: Callable[..., Desk], clock_at: Callable[[date], None]) -> Desk:
    """A manager of Derby on 1 September 2026: a household approved a year ago, relatives 18 months ago."""
    clock_at(date(2026, 9, 1))
    at = desk()
    for name, approved, route in (
        (ASH, date(2025, 9, 1), Route.MAINSTREAM),
        (BRYN, date(2025, 3, 1), Route.KINSHIP),
    ):
        home = given.household(at.officer.agency_ids[0], name)
        given.approved(home, approved, 1, by=at.officer, route=route)
    return at


def attend(at: Desk, name: str, course: str, on: date) -> int:
    row = db.session.execute(select(Carer.household_id, Carer.id).where(Carer.name == name)).one()
    db.session.rollback()
    training.train(row.household_id, [row.id], course=course, on=on, by=at.officer)
    return int(row.household_id)


def test_tsd_1_standards_are_late_the_day_after_12_months_and_18_for_relatives(
    at: Desk, desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    assert "Nobody needs anything today" in at.browser.get(PAGE).text
    clock_at(date(2026, 9, 2))
    at = desk(Role.OFFICER)
    page = at.browser.get(f"{PAGE}?state=standards").text
    assert ASH in page and BRYN in page and page.count("1 day late") == 2
    attend(at, ASH, "standards", date(2026, 9, 2))
    page = at.browser.get(f"{PAGE}?state=standards").text
    assert ASH not in page and BRYN in page
    assert "Evidenced on 2 Sep 2026" in at.browser.get(f"{PAGE}?state=every").text


def test_a_course_is_named_before_it_lapses_and_once_it_has(
    at: Desk, desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    """First aid holds 36 months: of 1 November 2023 until 1 November 2026, 60 days before which is 2 September."""
    home = attend(at, ASH, "first_aid", date(2023, 11, 1))
    attend(at, BRYN, "attachment", date(2010, 1, 4))
    assert "Nobody needs anything" in at.browser.get(f"{PAGE}").text
    clock_at(date(2026, 9, 2))
    assert "Soon</strong> <bdi>First aid" in desk(Role.OFFICER).browser.get(f"{PAGE}?state=near").text
    agency = at.officer.agency_ids[0]
    assert lapsed([home], agency, date(2026, 10, 31)) == {}
    assert [each.course.code for each in lapsed([home], agency, date(2026, 11, 1))[home]] == ["first_aid"]
    db.session.rollback()
    clock_at(date(2026, 11, 1))
    page = desk(Role.SOCIAL_WORKER).browser.get(f"{PAGE}?state=lapsed", headers={"HX-Request": "true"}).text
    assert "Lapsed</strong> <bdi>First aid" in page and BRYN not in page


def test_the_log_is_searched_and_taken_as_a_file(at: Desk, desk: Callable[..., Desk]) -> None:
    attend(at, ASH, "first_aid", date(2020, 1, 6))
    page = at.browser.get(f"{PAGE}?state=every&q=kin").text
    assert BRYN in page and ASH not in page
    assert "No carer of yours matches" in at.browser.get(f"{PAGE}?q=nobody").text
    done = at.browser.fill_in(PAGE, {"reason": "report"}, form=f"{PAGE}/export?")
    [row] = csv.DictReader(io.StringIO(done.get_data().decode("utf-8-sig")))
    assert (row["Carer"], row["Lapsed"], row["Standards due"]) == (ASH, "First aid, 2023-01-06", "2026-09-01")
    assert desk(Role.OFFICER).browser.post(f"{PAGE}/export").status_code == 403
