"""A first review from Today to panel and to wider terms: late on the page of today and in the report till then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from crm.actor import Actor, Role
from crm.commands import panel_items, panels
from crm.extensions import db
from crm.people.tables import Household
from tests import given, panelling
from tests.browser import axe
from tests.doors import Answer

pytestmark = pytest.mark.slow

APPROVED, TODAY = date(2021, 1, 25), date(2022, 1, 31)  # the review was due on 25 January
REPORT = "/reports/quarterly?agency=derby&from=2022-01-01&to=2022-01-31"


def test_a_late_first_review_reaches_panel_and_its_answer_becomes_wider_terms_in_three_clicks(
    app: Flask,
    clock_at: Callable[[date], None],
    open_browser: Callable[..., Page],
    cli: Callable[..., Answer],
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = Actor(None, "Manager", Role.MANAGER, (derby,))
    home = given.household(derby, "Rowan Example-Finch")
    journey, _ = given.approved(home, APPROVED, 2, by=by, agreed=True)
    reference = db.session.get_one(Household, home).reference
    db.session.rollback()
    planned = panelling.planned(derby, TODAY, by)
    page = open_browser(Role.MANAGER)
    page.goto("/?whose=all")
    expect(page.locator("#overdue")).to_contain_text("Review of the approval")
    page.goto(REPORT)
    expect(_reviews(page)).to_contain_text("First, by panel 0 0 1")
    item = panel_items.put_on(planned.panel, journey, by=by)
    page.goto(f"/households/{reference}/review")
    expect(page.get_by_text("it is on the agenda of 31 January 2022")).to_be_visible()
    panels.attended(planned.panel, planned.members, version=panelling.version(planned.panel), by=by)
    said = {"recommendation": "continue", "reasons": "They are steady.", "applicant_came": True}
    panel_items.recommend(item, **said, version=panelling.item_version(item), by=by)  # type: ignore[arg-type]
    _decide(page, reference)
    page.get_by_role("button", name="Widen the terms").click()  # one
    page.get_by_label("Places", exact=True).fill("3")
    page.get_by_label("Support that the carer would need").fill("A second cot")
    axe.check(page)
    page.get_by_role("button", name="Widen the terms").click()  # two
    expect(page.get_by_role("status").first).to_contain_text("The terms are wider")
    expect(page.get_by_text("3 places").first).to_be_visible()
    page.goto(REPORT)
    expect(_reviews(page)).to_contain_text("First, by panel 1 1 0")
    told = page.request.get(f"{REPORT}&format=json").json()["populations"]["mainstream"]["places"]
    assert (told["terms_increases"], told["closing"]) == (1, 3)
    page.goto("/?whose=all")
    expect(page.get_by_text("Review of the approval")).to_have_count(0)
    assert cli("check").code == 0


def _decide(page: Page, reference: str) -> None:
    """Record the review: it goes on, and the range could be wider."""
    page.goto(f"/households/{reference}/review")
    page.get_by_role("button", name="Record the review").click()
    for label, value in (("Day", "31"), ("Month", "1"), ("Year", "2022")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Approval continues on the same terms").check()
    page.get_by_label("Could be wider: the terms change next").check()
    page.get_by_role("button", name="Record a review").click()
    expect(page.get_by_text("The one view that is asked for a review is not on record")).to_be_visible()
    page.get_by_role("button", name="Yes, record it").click()
    expect(page.get_by_role("status").first).to_contain_text("Review completed, 31 January 2022, is on record.")


def _reviews(page: Page) -> Locator:
    return page.locator("section[aria-labelledby=reviews]")
