"""One of two carers gives notice on a phone without script; the other reads it, and says that they go on (RV-8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Actor, Role
from crm.commands import users
from crm.commands.people import NewCarer, create_household
from crm.people import households
from tests import given
from tests.browser import axe
from tests.browser.width import wide

pytestmark = pytest.mark.slow

PHONE = 320
OTHER = "robin@home.example"


def test_one_signs_without_script_and_the_other_goes_on(
    app: Flask, clock_at: Callable[[date], None], open_browser: Callable[..., Page]
) -> None:
    clock_at(date(2022, 1, 31))
    derby = given.agency()
    by = Actor(None, "Manager", Role.MANAGER, (derby,))
    couple = [NewCarer("Rowan Example-Finch"), NewCarer("Robin Example-Finch", OTHER)]
    home = create_household(derby, carers=couple, address="7 Canary Lane", postcode="DE1 2FS", by=by)
    given.approved(home, date(2021, 9, 1), 2, by=by, agreed=True)
    reference = households.reference_of(home)
    users.add_carer(
        OTHER, household_id=home, name="Robin Example-Finch", password=given.PASSWORD, position=2, by=by
    )
    first = open_browser(Role.CARER, width=PHONE, script=False, household_id=home)
    first.goto("/portal/leaving/notice")
    first.get_by_label("Both of us").check()
    first.get_by_label("Type your full name").fill("Rowan Example-Finch")
    first.get_by_role("button", name="Give notice").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Your notice is received")
    second = open_browser(width=PHONE)
    second.goto("/sign-in")
    second.get_by_label("E-mail address").fill(OTHER)
    second.get_by_label("Password", exact=True).fill(given.PASSWORD)
    second.get_by_role("button", name="Sign in").click()
    _sound(second)
    second.get_by_role("link", name="Read it, and tell us").click()
    _sound(second)
    second.get_by_role("button", name="I go on fostering").click()
    expect(second.get_by_text("You have told us that you go on.")).to_be_visible()
    _sound(second)
    manager = open_browser(Role.MANAGER, width=PHONE)
    for path in ("ending", "messages?about=wider"):
        manager.goto(f"/households/{reference}/{path}")
        _sound(manager)


def _sound(page: Page) -> None:
    assert wide(page) <= PHONE, page.url
    axe.check(page)
