"""Governance finds who looked at a household, on a screen and on a phone, with script and without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.browser import axe
from tests.browser.width import wide


@pytest.mark.parametrize(("script", "width"), [(True, 320), (False, 1280)])
def test_governance_finds_who_looked_and_takes_it_along(
    open_browser: Callable[..., Page], script: bool, width: int
) -> None:
    derby = given.agency()
    home = given.household(derby)
    given.journey(home, date(2026, 1, 2), by=given.officer(derby))
    reference = db.session.get_one(Household, home).reference
    db.session.rollback()
    open_browser(Role.OFFICER, script=script, width=width).goto(f"/households/{reference}/people")
    page = open_browser(Role.GOVERNANCE, script=script, width=width)
    page.goto("/audit")
    _sound(page, script, width)
    page.get_by_label("Household (reference)").fill(reference)
    page.get_by_label("What", exact=True).select_option("Looks at a household")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("1\N{NO-BREAK SPACE}line")
    expect(page.locator("main").get_by_text("Looked", exact=True)).to_be_visible()
    _sound(page, script, width)
    page.get_by_role("link", name=reference).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(reference)
    page.get_by_text("Export these lines").click()
    _sound(page, script, width)
    page.get_by_label("What is the file for?").select_option("An audit")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename == "who-looked.csv"
    page.goto("/audit?from=yesterday")
    expect(page.get_by_text("Enter the first day as a date")).to_be_visible()
    _sound(page, script, width)


def test_a_panel_member_begins_at_the_packs_of_their_panel(open_browser: Callable[..., Page]) -> None:
    page = open_browser(Role.PANEL)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your panel")
    expect(page.get_by_text("No papers have been sent to your panel.")).to_be_visible()
    _sound(page, True, 1280)


def _sound(page: Page, script: bool, width: int) -> None:
    """No wider than its window, and accessible; both are asked by script."""
    if script:
        assert wide(page) <= width
        axe.check(page)
