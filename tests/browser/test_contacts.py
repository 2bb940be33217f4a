"""An officer calls, writes, books a visit and makes a calendar link: on a desk, on a phone, and without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm import clock
from crm.actor import Role
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.browser import axe
from tests.browser.width import wide

LINK = re.compile(r"http://127\.0\.0\.1:8000/visits/calendar\.ics\?key=[\w-]{43}")


@pytest.mark.parametrize(("width", "script"), [(320, True), (1280, False)])
def test_what_passes_between_an_officer_and_a_household(
    app: Flask, open_browser: Callable[..., Page], width: int, script: bool
) -> None:
    derby = given.agency()
    home = given.household(derby, email="rowan@home.example", phone="01632 960 001")
    given.journey(home, clock.today() - timedelta(days=3), by=given.officer(derby))
    reference = db.session.get_one(Household, home).reference
    db.session.rollback()
    page = open_browser(Role.OFFICER, width=width, script=script)

    _calls(page, reference, width, script)
    _writes_and_books(page, width, script)
    page.goto("/visits")
    _sound(page, width, script)
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Link")).to_have_value(LINK)
    _sound(page, width, script)


def _calls(page: Page, reference: str, width: int, script: bool) -> None:
    """An answered call, with an address taken out of what was said."""
    page.goto(f"/households/{reference}")
    page.get_by_role("button", name="Log a contact").click()
    expect(page.get_by_role("link", name="01632 960 001")).to_be_visible()
    page.get_by_label("We called, and spoke with them").check()
    page.get_by_label("What was said").fill("They live at 12 Elm Street")
    page.get_by_role("button", name="Put it on record").click()
    expect(page.get_by_role("alert").first).to_contain_text("This looks like a street address")
    _sound(page, width, script)
    page.get_by_label("What was said").fill("They ask about siblings")
    page.get_by_role("button", name="Put it on record").click()
    expect(page.get_by_text("This was the first contact: its clock stopped here")).to_be_visible()
    _sound(page, width, script)


def _writes_and_books(page: Page, width: int, script: bool) -> None:
    """A letter by e-mail, and a visit next week."""
    page.get_by_role("button", name="Write to them").click()
    _sound(page, width, script)
    page.get_by_role("link", name="Information pack").click()
    _sound(page, width, script)
    page.get_by_role("button", name="Send the letter").click()
    expect(page.get_by_role("heading", name="E-mail to them, on its way")).to_be_visible()
    page.get_by_role("button", name="Book a visit").click()
    day = clock.today() + timedelta(days=8)
    for part in ("day", "month", "year"):
        page.get_by_label(part.capitalize(), exact=True).last.fill(str(getattr(day, part)))
    page.get_by_label("Time", exact=True).fill("10:30")
    _sound(page, width, script)
    page.get_by_role("button", name="Book the visit").click()
    expect(page.get_by_text("The visit is booked.")).to_be_visible()


def _sound(page: Page, width: int, script: bool) -> None:
    """No wider than its window, and accessible; both are asked by script."""
    if script:
        assert wide(page) <= width, page.url
        axe.check(page)
