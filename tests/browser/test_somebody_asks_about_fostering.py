"""Somebody asks about fostering on a phone, with a script and without, and an officer finds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests import given
from tests.browser import axe
from tests.browser.width import fits

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


class Asking:
    """A phone at the public form, which looks at each page with axe and for its width."""

    def __init__(self, page: Page, script: bool) -> None:
        self.page, self.script = page, script

    def go_on(self, button: str = "Continue") -> None:
        assert fits(self.page), self.page.url
        if self.script:
            axe.check(self.page)
        self.page.get_by_role("button", name=button).click()

    def say_who(self) -> None:
        """Self-check, postcode, name, and how to reach them: the last at a second try."""
        page = self.page
        page.goto("/enquire?hub=d2n2")
        self.go_on("Start")
        page.get_by_label("No", exact=True).check()
        self.go_on()
        expect(page.get_by_text("a bedroom of their own")).to_be_visible()
        page.get_by_label("Yes").check()
        self.go_on()
        page.get_by_label("What is your postcode?").fill("de1 2fs")
        self.go_on()
        page.get_by_label("Your name").fill("Rowan Example-Finch")
        self.go_on()
        expect(page.get_by_label("Leave this empty")).not_to_be_visible()
        self.go_on()
        expect(page.get_by_role("alert")).to_contain_text("so that we can reach you")
        page.get_by_label("Telephone").fill("01632 960 001")
        self.go_on()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_somebody_asks_on_a_phone_and_an_officer_finds_it(
    open_browser: Callable[..., Page], clock_at: Callable[[datetime], None], script: bool
) -> None:
    clock_at(NOW)
    given.agency(hub="d2n2")
    given.agency("nottingham", hub="d2n2")
    page = open_browser(script=script, width=320)
    phone = Asking(page, script)
    phone.say_who()
    phone.go_on()  # and nothing of how they heard
    page.get_by_label("In the evening").check()
    for _ in range(2):
        phone.go_on()
    expect(page.get_by_text("Rowan Example-Finch")).to_be_visible()
    clock_at(NOW + timedelta(minutes=3))
    phone.go_on("Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for asking")
    expect(page.get_by_text("Tuesday 3 March")).to_be_visible()
    reference = page.locator(".govuk-panel__body strong").inner_text()

    officer = open_browser(Role.OFFICER, width=1280)
    officer.goto("/")
    expect(officer.get_by_role("heading", name="Handed over by the hub")).to_be_visible()
    officer.get_by_role("link", name=reference).click()
    assert fits(officer), officer.url
    axe.check(officer)
    officer.get_by_role("button", name="Accept").click()
    expect(officer.get_by_role("main")).to_contain_text("Rowan Example-Finch")
