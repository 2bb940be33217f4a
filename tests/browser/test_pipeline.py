"""An officer finds who waits, saves the view, closes many at once and takes it back: screen, phone, no script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests import given
from tests.browser import axe
from tests.browser.width import wide

DESK, PHONE = 1280, 320
screens = pytest.mark.parametrize(("script", "width"), [(True, DESK), (True, PHONE), (False, DESK)])


@pytest.fixture
def enter(open_browser: Callable[..., Page], clock_at: Callable[[date], None]) -> Callable[[bool, int], Page]:
    """A browser of an officer of Derby, where three households asked two weeks ago."""
    clock_at(date(2022, 2, 14))
    officer = given.officer(given.agency())
    for number in range(3):
        given.journey(given.household(officer.agency_ids[0], f"Number {number}"), date(2022, 2, 1), by=officer)
    return lambda script, width: open_browser(Role.OFFICER, script=script, width=width)


def sound(page: Page, script: bool, width: int, *, read: bool) -> None:
    """No wider than its window; `read`: and accessible, which takes a second."""
    if script:
        assert wide(page) <= width, page.url
        if read:
            axe.check(page)


@screens
def test_an_officer_finds_who_waits_and_saves_the_view_for_the_team(
    enter: Callable[[bool, int], Page], script: bool, width: int
) -> None:
    page = enter(script, width)
    page.goto("/pipeline")
    sound(page, script, width, read=width == DESK)
    column = page.locator("details", has_text="Enquiry").filter(has_text="median")
    if width == PHONE:
        expect(column.get_by_text("Number 0")).not_to_be_visible()
        column.locator("summary").focus()
        page.keyboard.press("Enter")
        sound(page, script, width, read=True)
        page.get_by_text("Filters", exact=True).click()
    expect(column.get_by_role("link", name="Record first contact").first).to_be_visible()
    page.get_by_label("Next thing").select_option(label="Overdue")
    if not script:
        page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Save as a view").click()
    sound(page, script, width, read=width == PHONE)
    page.get_by_label("Name of the view").fill("Overdue")
    page.get_by_role("button", name="Save the view").click()
    expect(page.get_by_role("link", name="Overdue")).to_have_attribute("aria-current", "page")


@screens
def test_an_officer_closes_many_at_once_and_takes_it_back(
    enter: Callable[[bool, int], Page], script: bool, width: int
) -> None:
    page = enter(script, width)
    page.goto("/pipeline?view=list")
    sound(page, script, width, read=True)
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_role("button", name="Close", exact=True).click()
    sound(page, script, width, read=width == PHONE)
    page.get_by_label("Main reason").select_option("no_reply")
    page.get_by_role("button", name="Check what would happen").click()
    expect(page.get_by_role("main")).to_contain_text("2\N{NO-BREAK SPACE}journeys will be closed.")
    sound(page, script, width, read=width == DESK)
    page.get_by_role("button", name="Close 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Close journeys: No reply")
    sound(page, script, width, read=width == DESK)
    page.get_by_role("button", name="Take it back").click()
    sound(page, script, width, read=width == PHONE)
    page.get_by_label("It was typed wrongly").check()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("main")).to_contain_text("It is taken back.")
    page.get_by_role("link", name="Done to many at once").click()
    sound(page, script, width, read=width == DESK)
