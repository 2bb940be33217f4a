"""A manager says what levels pay, asks what a move from B to C would cost, and decides it: the week changes on its
day and not before, the year is what was said it would be, and the bed ledger knows nothing of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import FilePayload, Page, expect

from crm.actor import Role
from crm.commands import people, placements
from crm.commands.stays import Stay
from tests import given, panelling, schemes
from tests.browser import axe
from tests.browser.width import fits, wide
from tests.doors import Answer
from tests.sample_documents import PDF

PHONE = 320
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


def test_a_carer_on_a_phone_sends_a_paper_asks_for_the_next_level_and_books_a_course(
    reference: str, open_browser: Callable[..., Page]
) -> None:
    by = given.officer(1)
    schemes.settle(by, skill_levels="A: First aid; Notes of a child", skill_fees="A; child; 90")
    told: dict[str, Any] = {"name": "Rowan Example-Finch", "email": "carer@derby.example", "phone": None}
    people.change_carer(1, 1, **told, nature="changed", version=1, by=by)
    manager = open_browser(Role.MANAGER)
    _offer(manager)
    carer = open_browser(Role.CARER, width=PHONE, household_id=1)
    _on_phone(carer, "/portal/skills")
    expect(carer.get_by_role("main")).to_contain_text("£0 a week")
    _send_paper(carer)
    carer.get_by_role("button", name="Ask for level A").click()
    _on_phone(carer)
    _send(carer, "Send")
    expect(carer.get_by_role("status").first).to_contain_text("Your request is sent")
    _on_phone(carer)
    _on_phone(carer, "/portal/training")
    carer.get_by_role("button", name="Book a place").click()
    expect(carer.get_by_role("status").first).to_contain_text("You have a place on the course.")
    _on_phone(carer)
    carer.get_by_role("link", name="Cancel First aid").click()
    _on_phone(carer)
    _answer(manager, reference)
    carer.goto("/portal/skills")
    expect(carer.get_by_role("main")).to_contain_text("You are on level A since 1 July 2026.")
    expect(carer.get_by_role("main")).to_contain_text("£90 a week")


def _offer(manager: Page) -> None:
    """A course of first aid, in a week."""
    manager.goto("/skills/courses/new")
    manager.get_by_label("Which course is it?").select_option(label="First aid")
    day = manager.get_by_role("group", name="On which day")
    for part, value in (("Day", "8"), ("Month", "7"), ("Year", "2026")):
        day.get_by_label(part, exact=True).fill(value)
    for label, value in (("When does it begin?", "9:30"), ("How long is it", "150"), ("For how many?", "8")):
        manager.get_by_label(label).fill(value)
    manager.get_by_label("At a place").check()
    manager.get_by_label("The place, or how one joins").fill("Example Hall")
    _sound(manager)
    _send(manager, "Save")
    expect(manager.get_by_role("status").first).to_contain_text("carers can book it")


def _send_paper(carer: Page) -> None:
    """What shows a line of the next level."""
    carer.get_by_role("link", name="Send a paper that shows Notes of a child").click()
    _on_phone(carer)
    paper: FilePayload = {"name": "notes.pdf", "mimeType": "application/pdf", "buffer": PDF}
    carer.get_by_label("The paper, or a photo of it").set_input_files(files=[paper])
    carer.get_by_label("What is it?").fill("My notes")
    for part, value in (("Day", "1"), ("Month", "6"), ("Year", "2026")):
        carer.get_by_label(part, exact=True).fill(value)
    _send(carer, "Send")
    expect(carer.get_by_role("status").first).to_contain_text("Your paper is sent")


def _answer(manager: Page, reference: str) -> None:
    """From the page of today to the paper, and the level that was asked for."""
    manager.goto("/?whose=all")
    manager.get_by_role("link", name="levels and papers to answer").click()
    manager.get_by_role("link", name=reference).click()
    _sound(manager)
    manager.get_by_role("link", name="Look at it").click()
    _sound(manager)
    manager.get_by_label("Yes").check()
    _send(manager, "Save")
    _decide(manager, f"/households/{reference}/skills", "A", TODAY)
    manager.goto("/skills/courses/1")
    _sound(manager)


def _on_phone(page: Page, path: str = "") -> None:
    """The page, or the one that is open, is no wider than a phone, and axe finds nothing."""
    if path:
        page.goto(path)
    assert wide(page) <= PHONE, page.url
    axe.check(page)
