"""An applicant follows their own application on a phone, with script and without, and staff see whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Actor, Role
from crm.people import households
from tests import given
from tests.browser import axe
from tests.browser.width import wide

pytestmark = pytest.mark.slow

PHONE = 320
ROOMS = {"Documents": "Documents", "Messages": "Messages"}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_applicant_follows_their_application_on_a_phone(
    app: Flask, clock_at: Callable[[date], None], open_browser: Callable[..., Page], script: bool
) -> None:
    clock_at(date(2022, 1, 31))
    derby = given.agency()
    by = Actor(None, "Manager", Role.MANAGER, (derby,))
    home = given.household(derby)
    begun = given.journey(home, date(2022, 1, 3), by=by)
    for number, step in enumerate(given.STEPS[:3], 4):
        given.record(home, begun, step(happened_on=date(2022, 1, number)), by=by)
    page = open_browser(Role.CARER, width=PHONE, script=script, household_id=home)
    expect(page.get_by_role("heading", name="Your application")).to_be_visible()
    expect(page.get_by_text("You applied, 6 January 2022")).to_be_visible()
    _sound(page, script)
    for link, heading in ROOMS.items():
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
        _sound(page, script)
        page.goto("/portal/")


def test_whom_to_ask_is_sound_for_everybody(
    app: Flask, clock_at: Callable[[date], None], open_browser: Callable[..., Page]
) -> None:
    clock_at(date(2022, 1, 31))
    derby = given.agency()
    home = given.household(derby)
    given.approved(home, date(2021, 9, 1), 2, by=Actor(None, "Manager", Role.MANAGER, (derby,)), agreed=True)
    reference = households.reference_of(home)
    manager = open_browser(Role.MANAGER, width=PHONE)
    for path in ("/carers/widening?show=all", f"/carers/widening/{reference}", "/carers/accounts"):
        manager.goto(path)
        _sound(manager)


def _sound(page: Page, script: bool = True) -> None:
    """What is measured is measured by a script: it is the same page without."""
    if not script:
        return
    assert wide(page) <= PHONE, page.url
    axe.check(page)
