"""A carer asks for a wider range and agrees to it at 320 px: by the keyboard alone, and without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Actor, Role
from crm.commands import range_requests
from tests import given
from tests.browser import axe
from tests.browser.width import wide

pytestmark = pytest.mark.slow

TODAY = date(2022, 1, 31)
PHONE = 320
SUPPORT = {"What support would you need?": "A cot"}
MOST_TABS = 60  # from one thing to the next on a page: more is no way for anybody
NAMED = """() => {
    const here = document.activeElement
    const label = here.labels && here.labels.length ? here.labels[0] : here
    return (label.innerText || here.value || '').trim()
}"""


def test_the_whole_path_by_keyboard_alone(
    app: Flask, clock_at: Callable[[date], None], open_browser: Callable[..., Page]
) -> None:
    home, by = _approved(clock_at)
    carer = open_browser(Role.CARER, width=PHONE, household_id=home)
    _press(carer, "Change what I offer")
    _type(carer, "How many children", "3")
    _press(carer, "Continue")
    _type(carer, "Youngest age", "0")
    _type(carer, "Oldest age", "16")
    _press(carer, "Continue")
    _press(carer, "Continue")
    _type(carer, "What support would you need?", "A cot")
    _press(carer, "Continue")
    _press(carer, "Send")
    expect(carer.get_by_text("With your service")).to_be_visible()
    range_requests.offer(1, version=1, support="A cot, lent by us", by=by)
    carer.reload()
    _press(carer, "I agree")
    expect(carer.get_by_role("status").first).to_contain_text("You have agreed.")
    assert _places(home) == 3


def test_the_whole_path_without_script(
    app: Flask, clock_at: Callable[[date], None], open_browser: Callable[..., Page]
) -> None:
    home, by = _approved(clock_at)
    carer = open_browser(Role.CARER, width=PHONE, script=False, household_id=home)
    carer.get_by_role("button", name="Change what I offer").click()
    for answers in ({"How many children": "3"}, {"Youngest age": "0", "Oldest age": "16"}, {}, SUPPORT):
        for label, value in answers.items():
            carer.get_by_label(label).fill(value)
        carer.get_by_role("button", name="Continue").click()
    carer.get_by_role("button", name="Send").click()
    expect(carer.get_by_text("With your service")).to_be_visible()
    range_requests.offer(1, version=1, support="A cot, lent by us", by=by)
    carer.reload()
    carer.get_by_role("button", name="I agree").click()
    expect(carer.get_by_role("status").first).to_contain_text("You have agreed.")
    assert _places(home) == 3


def _approved(clock_at: Callable[[date], None]) -> tuple[int, Actor]:
    """A household for 2 children on 31 January 2022, and its manager."""
    clock_at(TODAY)
    derby = given.agency()
    by = Actor(None, "Manager", Role.MANAGER, (derby,))
    home = given.household(derby)
    given.approved(home, date(2021, 9, 1), 2, by=by, agreed=True)
    return home, by


def _places(home: int) -> int:
    approval = given.fold(home).approval_on(TODAY)
    assert approval is not None
    return approval.terms_on(TODAY).places


def _to(page: Page, name: str) -> None:
    """Go with the Tab key to what is so called: there is no other way on a page."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(NAMED).startswith(name):
            return
    raise AssertionError(f"no Tab leads to '{name}' on {page.url}")


def _type(page: Page, name: str, text: str) -> None:
    _to(page, name)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(text)


def _press(page: Page, name: str) -> None:
    """Press a button or follow a link, once the page was looked over; then wait for the next."""
    assert wide(page) <= PHONE, page.url
    axe.check(page)
    _to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
