"""A manager invites an officer, who adds a phone, works, and is refused what officers may not do; governance reads
it on the record; the manager closes the account, and the officer's open page is dead.

Where it is not the demonstration: staff must have a second step. The mails are read where they are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm import clock
from crm.actor import Role
from crm.commands import command
from crm.exchange.mail import Letter
from crm.people import households
from crm.register import agencies
from tests import given
from tests.browser import axe
from tests.browser.width import fits

PASSWORD = "violin harbour teaspoon"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@command
def _household(agency_id: int) -> int:
    new = households.NewHousehold(
        carers=(households.NewCarer("Rowan Example-Finch"),), address="7 Sample Street", postcode="DE22 1AB"
    )
    return households.create(agency_id, agencies.numbered(agency_id).prefix, new, at=clock.now()).id


class Story:
    """The pages that the story comes by: each fits its window, and axe finds nothing."""

    def __init__(self, script: bool) -> None:
        self.script = script

    def heading(self, page: Page, said: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(said)
        assert fits(page)
        if self.script:
            axe.check(page)

    def press(self, page: Page, name: str) -> None:
        page.locator("main").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(("script", "width"), [(True, 320), (False, 1280)], ids=["phone", "no script"])
def test_an_officer_comes_and_goes(
    app: Flask,
    open_browser: Callable[..., Page],
    clock_at: Callable[[datetime], None],
    mails: Callable[[], list[Letter]],
    monkeypatch: pytest.MonkeyPatch,
    script: bool,
    width: int,
) -> None:
    clock_at(NOON)
    story = Story(script)
    derby = given.agency()
    given.journey(_household(derby), NOON.date(), by=given.officer(derby))
    manager = open_browser(Role.MANAGER, script=script, width=width)
    governance = open_browser(Role.GOVERNANCE, script=script, width=width)
    strict = replace(app.config["HEARTH"], second_factor_required=True)
    monkeypatch.setitem(app.config, "HEARTH", strict)

    _invites(manager, story)
    (letter,) = mails()
    link = re.search(r"/invitation\?key=\S+", letter.text)
    assert letter.to == "wren@derby.example" and link
    officer = open_browser(script=script, width=width)
    _accepts(officer, link[0], story)
    _signs_in_with_a_new_phone(officer, story)
    _works(officer, story)

    governance.goto("/audit")
    expect(governance.get_by_role("main")).to_contain_text("Asked for the address")
    expect(governance.get_by_role("main")).to_contain_text("Wren Example")
    _closes(manager, story)
    clock_at(NOON + timedelta(minutes=2))
    _is_out(officer, story)


def _invites(manager: Page, story: Story) -> None:
    manager.goto("/staff")
    story.heading(manager, "Staff")
    manager.get_by_role("button", name="Invite somebody").click()
    story.heading(manager, "Invite somebody")
    manager.get_by_label("Name", exact=True).fill("Wren Example")
    manager.get_by_label("E-mail address").fill("wren@derby.example")
    manager.get_by_label("Recruitment officer").check()
    story.press(manager, "Send the invitation")
    expect(manager.get_by_text("An invitation is on its way to wren@derby.example")).to_be_visible()
    story.heading(manager, "Staff")


def _accepts(officer: Page, link: str, story: Story) -> None:
    officer.goto(link)
    story.heading(officer, "Open your account")
    officer.get_by_label("Choose a password").fill(PASSWORD)
    story.press(officer, "Open the account")
    expect(officer.get_by_text("Your account is open")).to_be_visible()


def _closes(manager: Page, story: Story) -> None:
    manager.goto("/staff?q=wren")
    manager.get_by_role("link", name="Wren Example").click()
    story.heading(manager, "Wren Example")
    manager.get_by_role("button", name="Close the account").click()
    manager.get_by_label("They have left").check()
    story.heading(manager, "Close the account")
    story.press(manager, "Close the account")
    expect(manager.get_by_text("The account is closed")).to_be_visible()


def _is_out(officer: Page, story: Story) -> None:
    officer.goto("/households")
    story.heading(officer, "Sign in")
    officer.get_by_label("E-mail address").fill("wren@derby.example")
    officer.get_by_label("Password", exact=True).fill(PASSWORD)
    story.press(officer, "Sign in")
    expect(officer.get_by_role("alert")).to_contain_text("Your e-mail address or password is wrong")


def _signs_in_with_a_new_phone(officer: Page, story: Story) -> None:
    officer.get_by_label("E-mail address").fill("wren@derby.example")
    officer.get_by_label("Password", exact=True).fill(PASSWORD)
    story.press(officer, "Sign in")
    story.heading(officer, "Add your phone")
    expect(officer.get_by_role("img", name="Square for the camera")).to_be_visible()
    officer.get_by_text("I cannot use the camera").click()
    key = officer.locator(".hearth-code").inner_text().replace(" ", "")
    officer.get_by_label("Code that the app shows").fill("000000")
    story.press(officer, "Add the phone")
    expect(officer.get_by_role("alert")).to_contain_text("That code is wrong")
    officer.get_by_label("Code that the app shows").fill(pyotp.TOTP(key).at(NOON))
    story.press(officer, "Add the phone")
    story.heading(officer, "Keep your recovery codes")
    officer.get_by_role("button", name="I have kept them").click()
    story.heading(officer, "Today, Wednesday 4 March")


def _works(officer: Page, story: Story) -> None:
    """Be refused what is a manager's, and ask for an address with a reason."""
    officer.goto("/staff")
    expect(officer.get_by_role("heading", level=1)).not_to_have_text("Staff")
    officer.goto("/households")
    officer.get_by_role("main").get_by_role("link", name="Rowan Example-Finch").or_(
        officer.get_by_role("main").get_by_role("link", name="DER-")
    ).first.click()
    officer.get_by_role("link", name="People", exact=True).click()
    officer.get_by_label("Why do you need the address?").select_option("visit")
    story.press(officer, "Show address")
    expect(officer.get_by_text("7 Sample Street")).to_be_visible()
