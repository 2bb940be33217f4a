"""A manager changes what the council counts by, on a screen and on a phone, with script and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests.browser import axe
from tests.browser.width import wide


@pytest.mark.parametrize(("script", "width"), [(True, 320), (False, 1280)])
def test_a_manager_tries_a_change_makes_it_and_finds_what_it_was(
    open_browser: Callable[..., Page], script: bool, width: int
) -> None:
    page = open_browser(Role.MANAGER, script=script, width=width)
    page.goto("/settings")
    _sound(page, script, width)
    page.get_by_role("link", name="Sources of enquiries").click()
    _sound(page, script, width)
    page.get_by_role("button", name="Change it").or_(page.get_by_role("link", name="Change it")).click()
    page.get_by_label("Label of Website").fill("Our website")
    page.get_by_label("Offer Event").uncheck()
    page.get_by_label("Label of a new entry").first.fill("Bus shelter poster")
    _sound(page, script, width)
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the change would do")
    expect(
        page.get_by_text("No household moves to another stage, and no enquiry is counted more or less.")
    ).to_be_visible()
    _sound(page, script, width)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sources of enquiries")
    expect(page.get_by_text("Bus shelter poster")).to_be_visible()
    page.goto("/settings/route.mainstream/change")
    _sound(page, script, width)


def _sound(page: Page, script: bool, width: int) -> None:
    """No wider than its window, and accessible; both are asked by script."""
    if script:
        assert wide(page) <= width
        axe.check(page)
