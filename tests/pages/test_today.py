"""The page of today: what is overdue, due, new, coming up, with nobody and without a next step; and its buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from crm.actor import Role
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import TODAY, Desk

MONDAY = TODAY  # 31 January 2022


def text_of(browser: CheckingClient, path: str = "/?whose=all") -> str:
    return " ".join(browser.get(path).text.split())


def part(page: str, name: str) -> str:
    """The part of the page with this id; an empty text if it is not there."""
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def enquired(desk: Desk, days_ago: int, name: str = "Rowan Example-Finch") -> str:
    home = given.household(desk.officer.agency_ids[0], name)
    given.journey(home, TODAY - timedelta(days=days_ago), by=desk.officer)
    return desk.reference(home)


def test_each_line_says_what_for_whom_why_now_and_how_late(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    late, due, new = enquired(at, 6), enquired(at, 3), enquired(at, 0)
    page = text_of(at.browser)
    assert late in part(page, "overdue") and "5 days late" in part(page, "overdue")
    assert "enquired Tue 25 Jan, was due Wed 26 Jan" in part(page, "overdue")
    assert due in part(page, "today") and "due today" in part(page, "today")
    assert new in part(page, "new") and "due tomorrow" in part(page, "new")
    assert "Rowan Example-Finch" in part(page, "overdue")
