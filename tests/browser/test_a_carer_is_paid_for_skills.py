"""A manager says what levels pay, asks what a move from B to C would cost, and decides it: the week changes on its
day and not before, the year is what was said it would be, and the bed ledger knows nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Role
from crm.commands import placements
from crm.commands.stays import Stay
from tests import given, panelling
from tests.browser import axe
from tests.browser.width import fits
from tests.doors import Answer

TODAY, APPROVED, MOVES = date(2026, 7, 1), date(2026, 1, 5), date(2026, 10, 1)
TABLES = (
    ("skill_levels", "A\nB: First aid\nC: Level 3 diploma"),
    ("skill_fees", "A; child; 0\nB; child; 140\nC; child; 210"),
    ("allowances", "0 to 10; 200\n11 to 17; 230"),
)


@pytest.fixture
def reference(app: Flask, clock_at: Callable[[date], None]) -> str:
    """A household of Derby with a child of twelve since 2 February 2026."""
    clock_at(TODAY)
    by = given.officer(given.agency())
    home = given.household(by.agency_ids[0])
    given.approved(home, APPROVED, 1, by=by, agreed=True)
    stay = Stay(child="CH-7", offer=None, from_on=date(2026, 2, 2), born=date(2014, 2, 1))
    placements.place(home, stay, by=by)
    return panelling.reference(home)


def test_a_carer_moves_from_b_to_c_and_is_paid_for_it_from_the_day(
    reference: str, open_browser: Callable[..., Page], cli: Callable[..., Answer]
) -> None:
    page, here = open_browser(Role.MANAGER), f"/households/{reference}/skills"
    beds = _beds(cli)
    _settle(page)
    officer = open_browser(Role.OFFICER)
    _recommend(officer, here, "B")
    _decide(page, here, "B", APPROVED)
    # From 2 February to 31 March of the next year the year holds all its 365 days: 140 x 365 / 7.
    page.goto("/schemes")
    page.get_by_role("link", name="Payment for skills").click()
    expect(page.get_by_role("main")).to_contain_text("£7,300")
    _sound(page)
    page.get_by_role("link", name="What if", exact=True).click()
    page.get_by_label("From", exact=True).select_option("B")
    page.get_by_label("To", exact=True).select_option("C")
    page.get_by_label("From which day").fill(MOVES.isoformat())
    page.get_by_role("button", name="See what it would cost").click()
    page.get_by_label("Rowan Example-Finch").check()
    page.get_by_role("button", name="See what it would cost").click()
    expect(page.get_by_role("main")).to_contain_text("£9,120")  # 70 pounds more for 26 weeks
    _sound(page)
    _recommend(officer, here, "C")
    _decide(page, here, "C", MOVES)
    for day, fee in (("2026-09-30", "£140"), ("2026-10-01", "£210")):
        page.goto(f"{here}?on={day}")
        expect(page.locator(".hearth-figures__item").first).to_contain_text(fee)
    _sound(page)
    page.goto("/skills")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("£9,120")
    assert _beds(cli) == beds


def _settle(page: Page) -> None:
    """Levels, fees and allowances, typed one row a line; a table with a gap is refused in words."""
    for name, text in TABLES:
        page.goto(f"/settings/{name}/change")
        box = page.locator("#value")
        if name == "skill_fees":
            box.fill(text.replace("B; child; 140", "B; child; 0 to 9; 140"))
            _send(page, "See what it would do")
            expect(page.get_by_role("alert")).to_contain_text("nothing for ages 10 to 17: that is a gap")
        box.fill(text)
        for part, value in (("Day", 1), ("Month", 1), ("Year", 2020)):
            page.get_by_label(part, exact=True).fill(str(value))
        _send(page, "See what it would do")
        _send(page, "Change it")
        expect(page.get_by_role("main")).to_contain_text("Your own")


def _recommend(page: Page, here: str, level: str) -> None:
    """Another person than who decides records that a level is asked for (PF-3)."""
    page.goto(here)
    page.get_by_role("button", name="Ask for or recommend a level").click()
    page.get_by_label(f"Level {level}", exact=True).check()
    _send(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("Another person decides it")


def _decide(page: Page, here: str, level: str, on: date) -> None:
    """Decide a level: refused without evidence, and asked again as something that it needs is missing."""
    page.goto(here)
    page.get_by_role("button", name="Decide the level").click()
    page.get_by_label(f"Level {level}", exact=True).check()
    for part, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        page.get_by_label(part, exact=True).first.fill(str(value))
    _send(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("A level needs evidence")
    page.get_by_label("Or a paper that is not on record here").select_option("portfolio")
    for part, value in (("Day", 5), ("Month", 1), ("Year", 2026)):
        page.get_by_label(part, exact=True).nth(1).fill(str(value))
    _send(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text(f"Level {level} still needs")
    page.get_by_label("Decide it all the same").check()
    _send(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("The level is on record")


def _send(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def _beds(cli: Callable[..., Answer]) -> object:
    """The report's lines of places; the identities hold."""
    assert cli("check").code == 0
    asked = ("--agency", "derby", "--from", "2026-04-01", "--to", "2026-09-30", "--format", "json")
    return json.loads(cli("report", "quarterly", *asked).out)["populations"]["all"]


def _sound(page: Page) -> None:
    """The page fits its window, and axe finds nothing."""
    assert fits(page), page.url
    axe.check(page)
