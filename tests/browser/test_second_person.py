"""What takes two people, on a phone: the administrator asks for a household, a manager agrees; another manager."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from crm.actor import Role
from crm.extensions import db, glance
from crm.people.tables import Household
from tests import given
from tests.browser import axe
from tests.browser.width import wide

PHONE = 320


def _looks_right(page: Page) -> None:
    axe.check(page)
    assert wide(page) <= PHONE, f"{page.url} is too wide"


def _press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def test_t19_the_administrator_sees_a_household_when_a_manager_agrees(open_browser: Callable[..., Page]) -> None:
    derby = given.agency()
    home = given.household(derby, "Rowan Example-Finch")
    given.journey(home, date(2026, 1, 5), by=given.officer(derby))
    with glance():
        reference = db.session.get_one(Household, home).reference
    admin, manager = open_browser(Role.ADMIN, width=PHONE), open_browser(Role.MANAGER, width=PHONE)
    admin.goto("/emergency")
    expect(admin.get_by_text("Nobody has asked for emergency access.")).to_be_visible()
    _press(admin, "Ask to see one household")
    _press(admin, "Ask")
    expect(admin.get_by_role("alert")).to_contain_text("Enter the reference")
    _looks_right(admin)
    admin.get_by_label("Household reference").fill(reference)
    admin.get_by_label("The record does not open, or shows something wrong").check()
    _press(admin, "Ask")
    manager.goto("/staff")
    manager.get_by_role("link", name="Emergency access of the administrator").click()
    _press(manager, "Agree")
    _looks_right(manager)
    admin.reload()
    admin.get_by_role("link", name=f"Open {reference}").click()
    expect(admin.get_by_role("heading", level=1)).to_contain_text("Rowan Example-Finch")
    _looks_right(admin)
    _press(admin, "End it now")
    admin.go_back()
    expect(admin.get_by_text("You cannot see this household.")).to_be_visible()
    admin.goto("/staff/invite")
    admin.get_by_label("Name").fill("Linden Sample")
    admin.get_by_label("E-mail address").fill("linden@derby.example")
    admin.get_by_label("Manager").check()
    _press(admin, "Send the invitation")
    manager.goto("/staff")
    _looks_right(manager)
    _press(manager, "Agree")
    expect(manager.get_by_text("You have agreed")).to_be_visible()
