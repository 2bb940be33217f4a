"""The manager opens the report, follows a figure to a household, and records the visit that was missing.

The same story with script and without, on a desk and on a phone; axe finds nothing on any page of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests import given
from tests.browser import axe

REPORT = "/reports/quarterly?agency=derby&from=2021-04-01&to=2021-09-30"


@pytest.mark.parametrize(("script", "width"), [(True, 320), (False, 1280)], ids=["phone", "no script"])
def test_a_visit_recorded_by_hand_is_in_the_report(
    open_browser: Callable[..., Page], clock_at: Callable[[date], None], script: bool, width: int
) -> None:
    clock_at(date(2021, 10, 4))
    derby = given.agency()
    home = given.household(derby, "Rowan Example-Finch")
    given.journey(home, date(2021, 5, 4), by=given.officer(derby))
    page = open_browser(Role.MANAGER, script=script, width=width)

    page.goto(REPORT)
    expect(page.get_by_text("Reconciles")).to_be_visible()
    _clean(page, script)
    page.get_by_role("row").filter(has_text="Enquiries").get_by_role("link", name="1").first.click()
    _clean(page, script)
    page.get_by_role("link", name="Rowan Example-Finch").or_(page.get_by_role("link", name="DER-")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rowan Example-Finch")
    _clean(page, script)

    page.get_by_text("Record", exact=True).first.click()
    page.get_by_role("link", name="Initial visit").first.click()
    _clean(page, script)
    page.get_by_label("Day", exact=True).fill("31")
    page.get_by_label("Month", exact=True).fill("6")
    page.get_by_label("Year", exact=True).fill("2021")
    page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_text("must be a real date").first).to_be_visible()
    expect(page.get_by_label("Day", exact=True)).to_have_value("31")
    _clean(page, script)
    page.get_by_label("Day", exact=True).fill("18")
    page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_text("18 June 2021").first).to_be_visible()
    _clean(page, script)

    page.goto(REPORT)
    visits = page.get_by_role("row").filter(has_text="Initial visits").first
    expect(visits.get_by_role("link", name="1").first).to_be_visible()


def _clean(page: Page, script: bool) -> None:
    if script:  # axe is itself a script; the pages without are the same, byte for byte
        axe.check(page)
