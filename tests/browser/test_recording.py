"""The manager opens a household and records a visit by hand, with script and without; each page is accessible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from crm.commands import placements
from crm.commands.stays import Stay
from tests import given
from tests.browser import axe
from tests.browser.width import wide
from tests.trust.canaries_of_ranges import exempted

script = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])

# The pages of an approved household that nobody has a story about yet.
PARTS = (
    "",
    "/people",
    "/range",
    "/range/exemptions/new",
    "/ending",
    "/people/1/leave",
    "/journeys/1/decide/termination-proposed",
    "/placements",
    "/placements/1/edit",
    "/availability/new",
    "/journeys/1/checks",
    "/journeys/1/checks/dbs/carer-1",
    "/looks",
    "/people/1/edit",
    "/people/2/edit",
    "/people/address/edit",
    "/journeys/new",
    "/journeys/1/record/notice-received",
    "/journeys/1/decide/terms-changed",
    "/journeys/1/decide/household-deregistered",
    "/journeys/2/record/journey-closed",
    "/journeys/1/events/9/correct",
    "/journeys/1/events/9/strike-out",
)


@pytest.fixture
def finch(clock_at: Callable[[date], None]) -> None:
    """A household of Derby with an enquiry, and another, on 31 January 2022."""
    clock_at(date(2022, 1, 31))
    officer = given.officer(given.agency())
    for name in ("Rowan Example-Finch", "Ash Specimen"):
        given.journey(given.household(officer.agency_ids[0], name), date(2021, 12, 1), by=officer)


def fill_day(page: Page, day: int, month: int, year: int) -> None:
    for label, value in (("Day", day), ("Month", month), ("Year", year)):
        page.get_by_label(label, exact=True).fill(str(value))


def check(page: Page, script: bool) -> None:
    """axe runs in the page, and so only with script: without it the page is the same."""
    if script:
        axe.check(page)


def search(page: Page, typed: str, script: bool) -> None:
    """Type into the list's search; with script that is enough."""
    page.get_by_label("Name, reference, postcode or telephone").fill(typed)
    if not script:
        page.get_by_role("main").get_by_role("button", name="Search", exact=True).click()


@script
def test_a_household_is_found_and_the_list_sorted(
    open_browser: Callable[..., Page], finch: None, script: bool
) -> None:
    page = open_browser(Role.MANAGER, script=script)
    page.goto("/households")
    check(page, script)
    here = page.get_by_role("main")
    search(page, "finch", script)
    expect(here).not_to_contain_text("Ash Specimen")
    expect(here).to_contain_text("1\N{NO-BREAK SPACE}household")
    expect(page.get_by_label("Name, reference, postcode or telephone")).to_have_value("finch")
    check(page, script)
    here.get_by_role("link", name="Name").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    expect(here).not_to_contain_text("Ash Specimen")
    search(page, "", script)
    expect(here).to_contain_text("2\N{NO-BREAK SPACE}households")
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")


@script
def test_a_visit_is_recorded_and_then_put_right(
    open_browser: Callable[..., Page], finch: None, script: bool
) -> None:
    page = open_browser(Role.MANAGER, script=script)
    page.goto("/households?q=finch")
    page.get_by_role("link", name="DER-").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rowan Example-Finch")
    check(page, script)
    page.get_by_text("Record", exact=True).click()
    check(page, script)
    page.get_by_role("link", name="Record the initial visit").click()
    fill_day(page, 30, 11, 2021)
    page.get_by_role("button", name="Record the initial visit").click()
    expect(page.get_by_role("alert")).to_contain_text("The visit needs the enquiry, on or before 30 November 2021.")
    expect(page.get_by_label("Day", exact=True)).to_have_value("30")
    check(page, script)
    fill_day(page, 14, 12, 2021)
    page.get_by_role("button", name="Record the initial visit").click()
    done = "Initial visit completed, 14 December 2021, is on record."
    expect(page.get_by_role("main")).to_contain_text(done)
    page.get_by_role("link", name="Correct initial visit completed of 14 December 2021").click()
    check(page, script)
    fill_day(page, 15, 12, 2021)
    page.get_by_label("It was typed wrongly").check()
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_role("main")).to_contain_text("It said before: 14 December 2021")
    check(page, script)


@script
def test_the_address_is_shown_when_asked_for_and_hidden_again(
    open_browser: Callable[..., Page], clock_at: Callable[[date], None], script: bool
) -> None:
    clock_at(date(2022, 1, 31))
    page = open_browser(Role.OFFICER, script=script)
    page.goto("/enquiries/new")
    if script:
        axe.check(page)
    page.get_by_label("Name", exact=True).fill("Rowan Example-Finch")
    page.get_by_text("Second adult, and address").click()
    page.get_by_label("Address", exact=True).fill("7 Canary Lane")
    page.get_by_label("Postcode", exact=True).fill("DE1 2FS")
    page.get_by_role("button", name="Log the enquiry").click()
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("main")).not_to_contain_text("7 Canary Lane")
    page.get_by_label("Why do you need the address?").select_option("visit")
    page.get_by_role("button", name="Show address").click()
    expect(page.get_by_role("main")).to_contain_text("7 Canary Lane")
    if script:
        axe.check(page)
    page.get_by_role("link", name="Hide it").click()
    expect(page.get_by_role("main")).not_to_contain_text("7 Canary Lane")
    if script:
        axe.check(page)


def test_every_other_page_of_a_household_is_accessible_and_fits_a_phone(
    open_browser: Callable[..., Page], clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2022, 1, 31))
    officer = given.officer(given.agency())
    home = given.household(officer.agency_ids[0])
    given.approved(home, date(2021, 9, 1), 2, by=officer, agreed=True)
    exempted(home, "C", officer)
    placements.place(home, Stay(child="CH-1", offer=None, from_on=date(2021, 9, 1)), by=officer)
    given.journey(home, date(2021, 12, 1), by=officer)
    page = open_browser(Role.MANAGER, width=320)
    page.goto("/households")
    page.get_by_role("link", name="DER-").click()
    at = page.url
    for part in PARTS:
        page.goto(at + part)
        axe.check(page)
        assert wide(page) <= 320, f"{part} is {wide(page)} pixels wide"
    page.goto("/imports/placements")
    axe.check(page)
    page.wait_for_load_state()  # what was pressed may just have led to another page
    page.goto("/homes?near=DE1&every=yes")
    axe.check(page)
    assert wide(page) <= 320
    page.goto("/register")
    page.get_by_text("Show the addresses on this page").click()
    axe.check(page)
    assert wide(page) <= 320
