"""The page that says that there is none: the shell's smallest, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import axe


def test_a_wrong_address_says_so_accessibly(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/no-such-place")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    axe.check(page)
