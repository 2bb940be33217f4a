"""What is around every page: it works on a phone, by keyboard, and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests.browser import axe
from tests.browser.width import wide

PHONE, DESK = 320, 1280


def test_a_wrong_address_says_so_accessibly(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/no-such-place")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    axe.check(page)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_on_a_phone_the_menu_opens_and_closes(open_browser: Callable[..., Page], script: bool) -> None:
    page = open_browser(Role.MANAGER, script=script, width=PHONE)
    account = page.get_by_role("group")
    expect(account).not_to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(account).to_be_visible()
    if script:
        axe.check(page)
    page.get_by_role("button", name="Close").click()
    expect(account).not_to_be_visible()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_one_signs_out_from_the_bar_without_script(open_browser: Callable[..., Page], width: int) -> None:
    page = open_browser(Role.MANAGER, script=False, width=width)
    if width == PHONE:
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("group").locator("summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_role("status")).to_contain_text("You are signed out.")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_is_wider_than_its_window(open_browser: Callable[..., Page], width: int) -> None:
    page = open_browser(Role.MANAGER, width=width)
    page.goto("/account")
    assert wide(page) <= width
    axe.check(page)


def test_the_first_key_leads_past_the_bar(open_browser: Callable[..., Page]) -> None:
    page = open_browser(Role.MANAGER)
    page.goto("/account")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()
