"""What an officer does in the morning, on a phone and without script too: take an enquiry, ring, note, close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests import given
from tests.browser import axe
from tests.browser.width import wide

TODAY = date(2026, 3, 4)  # a Wednesday
EMPLOYERS = ("/employers/procurement", "/employers/leave")
PAGES = (
    *(
        "/?whose=all&part=overdue",
        "/caseload",
        "/clocks?state=all",
        "/checks?show=all",
        "/checks/preparation",
        "/parent-and-child",
    ),
    *(
        "/kinship",
        "/kinship/guardians?state=all",
        "/kinship/exits",
        "/transfers?state=all",
        "/supported-lodgings",
        "/staying-put",
    ),
    *("/skills", "/skills/what-if", "/skills/minimum", "/skills/training?state=every", "/skills/courses"),
    *("/carers/reviews?state=all", "/carers/supervision?state=all", "/carers/retention", "/carers/requests"),
    *("/carers/holds?state=all", "/campaigns", "/campaigns/brought", "/handovers"),
    "/carers/details",
    *("/carers/widening", "/carers/accounts"),
    *("/jobs", "/employers", "/employers/new", "/employers/unlinked", "/employers/sign-ups", *EMPLOYERS),
    *(
        "/pipeline/acts",
        "/pipeline/together/news?which=all&show=all",
        "/keep-warm?show=all",
    ),  # the last: the story goes on
)


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 320)], ids=["desk", "phone without script"])
def test_an_enquiry_is_taken_rung_and_kept_warm(
    app: Flask,
    clock_at: Callable[[date], None],
    open_browser: Callable[..., Page],
    script: bool,
    width: int,
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = given.officer(derby)
    given.journey(given.household(derby, "Rowan Example-Finch"), TODAY - timedelta(days=2), by=by)
    page = open_browser(Role.OFFICER, script=script, width=width)
    expect(page.get_by_role("heading", level=1)).to_have_text("Today, Wednesday 4 March")
    _sound(page, script, width)
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("status").first).to_contain_text("is yours. Next for them: first contact")
    page.locator("#overdue").get_by_role("button", name="No answer").click()
    expect(page.get_by_role("status").first).to_contain_text("you try again on Thursday 5 March")
    expect(page.locator("#overdue")).to_contain_text("call back Thu 5 Mar")
    page.locator("#overdue").get_by_role("button", name="Spoke to them").click()
    done = page.get_by_role("status").first
    expect(done).to_contain_text(
        "their first contact. The call that was promised for 5 March 2026 is off the lists."
    )
    expect(done).to_contain_text("Next for them: screening")
    page.locator("#soon").get_by_role("link", name="DER-").first.click()
    _sound(page, script, width)
    page.get_by_role("link", name="Close").first.click()
    _close(page)
    expect(page.get_by_role("status").first).to_contain_text("Journey closed, 4 March 2026, is on record.")
    for path in PAGES:
        page.goto(path)
        _sound(page, script, width)
    expect(page.get_by_text("Not the right time, 4 Mar 2026")).to_be_visible()


def _close(page: Page) -> None:
    """Close the journey, to be asked again on 1 September."""
    when = page.get_by_role("group", name="Date of closing")
    again = page.get_by_role("group", name="From which day?")
    for group, day, month in ((when, "4", "3"), (again, "1", "9")):
        for label, value in (("Day", day), ("Month", month), ("Year", "2026")):
            group.get_by_label(label).fill(value)
    page.get_by_label("The applicant", exact=True).check()
    page.get_by_label("Main reason").select_option(label="Not the right time")
    page.get_by_label("Yes, from a day on").check()
    page.get_by_role("button", name="Close this journey").click()


def _sound(page: Page, script: bool, width: int) -> None:
    assert wide(page) <= width, page.url
    if script:
        axe.check(page)
