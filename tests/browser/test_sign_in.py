"""Signing in and out, with script and without, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests import given
from tests.browser import axe

script = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@script
def test_somebody_signs_in_and_out(open_browser: Callable[..., Page], script: bool) -> None:
    page = open_browser(script=script)
    email = given.user(Role.MANAGER)
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Your e-mail address or password is wrong")
    expect(page).to_have_title("Error: Sign in - Hearth")
    if script:
        axe.check(page)
    page.get_by_label("Password", exact=True).fill(given.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    if script:
        axe.check(page)
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_role_comes_in_by_the_page(open_browser: Callable[..., Page]) -> None:
    page = open_browser(Role.ANALYST)
    page.goto("/account")
    expect(page.get_by_role("main")).to_contain_text("Analyst")
