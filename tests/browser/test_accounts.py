"""The pages of accounts that no story comes by: each is accessible, and fits a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from crm.exchange.mail import Letter
from tests import given
from tests.browser import axe
from tests.browser.width import fits, wide

PHONE, DESK = 320, 1280
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)

width = pytest.mark.parametrize("width", [PHONE, DESK])


def _looks_right(page: Page) -> None:
    axe.check(page)
    assert fits(page), f"{page.url} is {wide(page)} pixels wide"


def _press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


@width
def test_the_page_of_one_s_work_telephone_number(open_browser: Callable[..., Page], width: int) -> None:
    page = open_browser(Role.MANAGER, width=width)
    page.goto("/account/work-phone")
    page.get_by_label("Work telephone number").fill("ask me")
    _press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter a telephone number")
    _looks_right(page)


@width
def test_the_page_of_one_s_morning_mail(open_browser: Callable[..., Page], width: int) -> None:
    page = open_browser(Role.OFFICER, width=width)
    page.goto("/account")
    page.get_by_role("link", name="Change morning mail").click()
    expect(page.get_by_label("As the service has settled: every working day")).to_be_checked()
    _looks_right(page)
    page.get_by_label("Only when something is overdue").check()
    _press(page, "Save")
    expect(page.locator("main")).to_contain_text("Morning mail")
    expect(page.locator("main")).to_contain_text("Only when something is overdue")
    _looks_right(page)


@width
def test_the_pages_of_ones_own_account(
    open_browser: Callable[..., Page], clock_at: Callable[[datetime], None], width: int
) -> None:
    clock_at(NOON)
    page = open_browser(Role.MANAGER, width=width)
    page.goto("/account/password")
    page.get_by_label("Current password").fill(given.PASSWORD)
    page.get_by_label("New password").fill("password1234")
    _press(page, "Change the password")
    expect(page.get_by_role("alert")).to_contain_text("must not be easy to guess")
    _looks_right(page)
    page.goto("/account")
    page.get_by_role("link", name="Add your phone").click()
    page.get_by_text("I cannot use the camera").click()
    _looks_right(page)
    key = page.locator(".hearth-code").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(pyotp.TOTP(key).at(NOON))
    _press(page, "Add the phone")
    _looks_right(page)
    page.get_by_role("button", name="I have kept them").click()
    _looks_right(page)
    for link in ("New recovery codes", "Remove the phone"):
        page.goto("/account")
        page.get_by_role("link", name=link).click()
        page.get_by_label("Code", exact=True).fill("000000")
        page.locator("main button[type=submit]").click()
        expect(page.get_by_role("alert")).to_contain_text("That code is wrong")
        _looks_right(page)
    page.goto("/account")
    _press(page, "Sign out everywhere")
    page.get_by_label("E-mail address").fill("manager@derby.example")
    page.get_by_label("Password", exact=True).fill(given.PASSWORD)
    _press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    page.get_by_text("I do not have my phone").click()
    _looks_right(page)
    _press(page, "Sign in as somebody else")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@width
def test_the_pages_of_a_forgotten_password(
    open_browser: Callable[..., Page], mails: Callable[[], list[Letter]], width: int
) -> None:
    given.user(Role.OFFICER)
    page = open_browser(width=width)
    page.goto("/sign-in")
    page.get_by_role("link", name="I have forgotten my password").click()
    _looks_right(page)
    page.get_by_label("E-mail address").fill("officer@derby.example")
    _press(page, "Send the link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your mail")
    _looks_right(page)
    link = re.search(r"/new-password\?key=\S+", mails()[0].text)
    assert link
    page.goto(link[0])
    assert "key" not in page.url
    _looks_right(page)
    page.get_by_label("New password").fill("violin harbour teaspoon")
    _press(page, "Save the password")
    expect(page.get_by_text("Your password is changed")).to_be_visible()
    _looks_right(page)
    page.goto(link[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")
    _looks_right(page)


@width
def test_the_pages_of_the_staffs_accounts(open_browser: Callable[..., Page], width: int) -> None:
    page = open_browser(Role.MANAGER, width=width)
    given.user(Role.OFFICER)
    page.goto("/staff?q=nobody-such")
    _looks_right(page)
    page.goto("/staff?q=officer")
    page.get_by_role("main").get_by_role("link", name="Officer").click()
    here = page.url
    page.get_by_role("link", name="Change role").click()
    _looks_right(page)
    page.goto(f"{here}/close")
    _press(page, "Close the account")
    expect(page.get_by_role("alert")).to_contain_text("Choose why")
    _looks_right(page)
    page.get_by_label("They are away for a long time").check()
    _press(page, "Close the account")
    expect(page.get_by_text("Closed: away")).to_be_visible()
    _looks_right(page)
    _press(page, "Open the account again")
    page.goto(f"{here}/phone")
    _looks_right(page)
