"""An officer logs the enquiry of a known caller: few answers, one button; the pages fit and are accessible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, Request, expect

from crm.actor import Role
from crm.commands import people
from crm.commands.people import NewCarer
from tests import given
from tests.browser import axe
from tests.browser.width import fits, wide

MOST_ANSWERS = 8
PHONE, DESK = 320, 1280


@pytest.fixture
def known(clock_at: Callable[[date], None]) -> None:
    """A household that enquired a year ago, on 31 January 2022."""
    clock_at(date(2022, 1, 31))
    officer = given.officer(given.agency())
    carers = [NewCarer("Rowan Example-Finch", phone="01632 960 001")]
    home = people.create_household(officer.agency_ids[0], carers=carers, postcode="DE1 2FS", by=officer)
    given.journey(home, date(2021, 1, 4), by=officer)


def _is_a_form(request: Request) -> bool:
    """Whether somebody sent a form: what is typed is looked for the same way, and asks for a part of the page."""
    return request.method == "POST" and "hx-request" not in request.headers


def _looks_right(page: Page) -> None:
    axe.check(page)
    assert fits(page), f"{page.url} is {wide(page)} pixels wide"


def test_a_known_caller_is_logged_with_few_answers_and_one_button(
    open_browser: Callable[..., Page], known: None
) -> None:
    page = open_browser(Role.OFFICER)
    sent: list[str] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("request", lambda request: sent.append(request.url) if _is_a_form(request) else None)
    page.goto("/enquiries/new")
    answers = 0
    page.get_by_label("Name", exact=True).press_sequentially("rowen finch")
    answers += 1
    beside = page.get_by_role("region", name="Could this be...?")
    expect(beside).to_contain_text("Similar name")
    page.get_by_label("Telephone", exact=True).press_sequentially("960 001")
    answers += 1
    expect(beside).to_contain_text("Same telephone number, Similar name")
    _looks_right(page)
    beside.get_by_role("button", name="This is them").click()
    answers += 1
    expect(page.get_by_role("main")).to_contain_text("Rowan Example-Finch: 01632 960 001")
    expect(beside).not_to_contain_text("This is them")
    for label, chosen in (("How they heard of us", "existing_carer"), ("How they came to us", "phone")):
        page.get_by_label(label).select_option(chosen)
        answers += 1
    page.get_by_label("Which carer told them").fill("Ash Specimen")
    page.get_by_label("Notes").fill("Has a room free again")
    page.get_by_label("Yes", exact=True).check()
    answers += 3
    assert sent == []
    page.get_by_role("button", name="Log the enquiry").click()
    expect(page.get_by_role("main")).to_contain_text("The enquiry is on record. First contact: by Tue 1 Feb.")
    assert len(sent) == 1 and answers <= MOST_ANSWERS
    typed = [each for each in asked if "rowen" in each or "960" in each]
    assert typed == [], "what is typed stands in no address (T38)"
    page.get_by_role("link", name="Enquiries", exact=True).last.click()
    expect(page.get_by_role("main")).to_contain_text("Has a room free again")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_pages_of_enquiries_are_accessible_and_fit(
    open_browser: Callable[..., Page], known: None, width: int
) -> None:
    page = open_browser(Role.MANAGER, width=width)
    page.goto("/enquiries")
    _looks_right(page)
    reference = page.get_by_role("link", name="DER-").inner_text()
    for path in (
        "/enquiries/new",
        f"/enquiries/new?known={reference}",
        f"/households/{reference}/enquiries",
        f"/households/{reference}/keep-in-touch",
    ):
        page.goto(path)
        _looks_right(page)
