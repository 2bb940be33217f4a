"""Signing in and out, with script and without, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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


NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_t07_whoever_is_idle_is_asked_in_time_and_keeps_what_was_typed(
    open_browser: Callable[..., Page], clock_at: Callable[[datetime], None]
) -> None:
    clock_at(NOON)
    page = open_browser(Role.MANAGER)
    page.clock.install(time=NOON)
    page.goto("/staff/invite")
    page.get_by_label("Name", exact=True).fill("Wren Example-Teal")
    asked = page.get_by_role("dialog", name="Are you still there?")
    page.clock.run_for(26 * 60_000)
    expect(asked).not_to_be_visible()
    clock_at(NOON + timedelta(minutes=27))
    page.clock.run_for(60_000)
    expect(asked).to_contain_text("You will be signed out in 3 minutes.")
    axe.check(page)
    page.keyboard.press("Enter")  # 'Stay signed in' has the focus
    expect(asked).not_to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Wren Example-Teal")
    clock_at(NOON + timedelta(minutes=58))
    page.clock.run_for(31 * 60_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail address").fill("manager@derby.example")
    page.get_by_label("Password", exact=True).fill(given.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you typed before you were signed out")
    expect(page.get_by_role("main")).to_contain_text("Wren Example-Teal")
    axe.check(page)
