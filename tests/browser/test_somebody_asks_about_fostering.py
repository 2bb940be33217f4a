"""Somebody asks about fostering on a phone, with a script and without, and an officer finds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests import given
from tests.browser import axe

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(("script", "width"), [(True, 320), (False, 320)], ids=["script", "no script"])
def test_somebody_asks_on_a_phone_and_an_officer_finds_it(
    open_browser: Callable[..., Page], clock_at: Callable[[datetime], None], script: bool, width: int
) -> None:
    clock_at(NOW)
    given.agency(hub="d2n2")
    given.agency("nottingham", hub="d2n2")
    page = open_browser(script=script, width=width)

    def go_on(button: str = "Continue") -> None:
        assert page.evaluate(FITS), page.url
        if script:
            axe.check(page)
        page.get_by_role("button", name=button).click()

    page.goto("/enquire?hub=d2n2")
    go_on("Start")
    page.get_by_label("No", exact=True).check()
    go_on()
    expect(page.get_by_text("a bedroom of their own")).to_be_visible()
    page.get_by_label("Yes").check()
    go_on()
    page.get_by_label("What is your postcode?").fill("de1 2fs")
    go_on()
    page.get_by_label("Your name").fill("Rowan Example-Finch")
    go_on()
    expect(page.get_by_label("Leave this empty")).not_to_be_visible()
    go_on()
    expect(page.get_by_role("alert")).to_contain_text("so that we can reach you")
    page.get_by_label("Telephone").fill("01632 960 001")
    for _ in range(2):  # and nothing of how they heard
        go_on()
    page.get_by_label("In the evening").check()
    for _ in range(2):
        go_on()
    expect(page.get_by_text("Rowan Example-Finch")).to_be_visible()
    clock_at(NOW + timedelta(minutes=3))
    go_on("Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for asking")
    expect(page.get_by_text("Tuesday 3 March")).to_be_visible()
    reference = page.locator(".govuk-panel__body strong").inner_text()

    officer = open_browser(Role.OFFICER, width=1280)
    officer.goto(f"/households?q={reference}")
    expect(officer.get_by_role("main")).to_contain_text("Rowan Example-Finch")
