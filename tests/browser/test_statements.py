"""The pages that everybody may read, on a desk and on a phone, with nothing that axe complains of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests import given
from tests.browser import axe
from tests.browser.width import wide

TITLES = {
    "/accessibility": "Accessibility statement",
    "/privacy": "Privacy notice",
    "/cookies": "Cookies",
    "/no-such-place": "Page not found",
}


@pytest.mark.parametrize("width", [320, 1280])
def test_they_are_read_without_signing_in(open_browser: Callable[..., Page], width: int) -> None:
    given.agency()
    page = open_browser(width=width)
    for path, title in TITLES.items():
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert wide(page) <= width, path
        axe.check(page)


def test_they_are_reached_from_the_foot_of_a_page(open_browser: Callable[..., Page]) -> None:
    page = open_browser(Role.ANALYST, script=False)
    page.get_by_role("contentinfo").get_by_role("link", name="Privacy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Privacy notice")
