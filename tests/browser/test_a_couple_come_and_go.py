"""A couple apply, are assessed, go to panel and are approved for two; their home is extended, and they are approved
for three; a child is placed; later they resign. After each step the bed ledger, the register of each day and the
report say the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Actor, Role
from crm.commands import journeys
from crm.commands.people import NewCarer, create_household
from crm.journey.events import FirstContactMade, VisitCompleted
from tests import given, panelling
from tests.browser import axe
from tests.browser.width import fits
from tests.doors import Answer

VISITED, APPLIED, CHECKED = date(2025, 9, 15), date(2025, 10, 6), date(2025, 12, 1)
REPORTED, PAPERS, PANEL, DECIDED = date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 26), date(2026, 4, 2)
EXTENDED, PLACED, LEFT = date(2026, 6, 15), date(2026, 7, 1), date(2026, 9, 20)
NOTICE, ENDS, AFTER = date(2026, 9, 1), date(2026, 9, 29), date(2026, 10, 1)
ROLES = (Role.OFFICER, Role.MANAGER, Role.DECISION_MAKER)

Clock = Callable[[date], None]
Enter = Callable[[Role, date], None]  # sign in with a role, on a day


@pytest.fixture
def derby(app: Flask, clock_at: Clock) -> int:
    """A council whose panel has five members, on the day of the couple's initial visit."""
    clock_at(VISITED)
    derby = given.agency()
    panelling.members(derby, given.officer(derby))
    return derby


def test_from_the_application_to_the_resignation_the_books_agree(
    derby: int, open_browser: Callable[..., Page], clock_at: Clock, cli: Callable[..., Answer]
) -> None:
    by = given.officer(derby)
    home, reference, journey = _visited(derby, by)
    emails = {role: given.user(role) for role in ROLES}
    page = open_browser()

    def enter(role: Role, on: date) -> None:
        clock_at(on)
        page.context.clear_cookies()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(emails[role])
        page.get_by_label("Password", exact=True).fill(given.PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    _are_assessed(page, enter, reference, lambda: given.checked(home, journey, CHECKED))
    _are_approved_for_two(page, enter, reference)
    assert _places(cli) == {"new_approvals": 2, "closing": 2, "net": 2}
    _have_room_for_a_third(page, enter, reference)
    assert _places(cli) == {"new_approvals": 2, "capital_scheme": 1, "closing": 3, "net": 3}
    _leave(page, enter, reference)
    assert _places(cli) == {"new_approvals": 2, "capital_scheme": 1, "deregistrations": 3}
    assert cli("check").code == 0


def _are_assessed(page: Page, enter: Enter, reference: str, check: Callable[[], None]) -> None:
    enter(Role.OFFICER, APPLIED)
    _record(page, reference, "Record the application", APPLIED)
    enter(Role.OFFICER, CHECKED)
    check()
    _record(page, reference, "Record the end of Stage 1", CHECKED)
    _record(page, reference, "Record the start of Stage 2", CHECKED)
    enter(Role.OFFICER, REPORTED)
    _record(page, reference, "Record the assessment report", REPORTED, "Full report", answer=_assessor)
    assert _books(page, reference, REPORTED) == (0, False)


def _are_approved_for_two(page: Page, enter: Enter, reference: str) -> None:
    enter(Role.MANAGER, PAPERS)
    _goes_to_panel(page, reference)
    enter(Role.MANAGER, PANEL)
    _is_heard(page, reference)
    enter(Role.DECISION_MAKER, DECIDED)
    _is_approved(page, reference)
    enter(Role.MANAGER, DECIDED)
    assert _books(page, reference, PANEL) == (0, False)
    assert _books(page, reference, DECIDED) == (2, True)


def _have_room_for_a_third(page: Page, enter: Enter, reference: str) -> None:
    enter(Role.MANAGER, EXTENDED)
    _is_extended(page, reference)
    assert _books(page, reference, DECIDED) == (2, True)
    assert _books(page, reference, EXTENDED) == (3, True)
    enter(Role.OFFICER, PLACED)
    _takes_a_child(page, reference)
    assert _books(page, reference, PLACED) == (3, True)


def _leave(page: Page, enter: Enter, reference: str) -> None:
    enter(Role.MANAGER, NOTICE)
    _resigns(page, reference)
    assert _books(page, reference, NOTICE) == (3, True)
    enter(Role.MANAGER, AFTER)
    for day, places, registered in ((date(2026, 9, 28), 3, True), (ENDS, 0, False), (EXTENDED, 3, True)):
        assert _books(page, reference, day) == (places, registered), day


def _visited(derby: int, by: Actor) -> tuple[int, str, int]:
    """A couple who were visited: their number, their reference and their journey's number."""
    couple = [NewCarer("Rowan Example-Finch"), NewCarer("Sam Example-Finch")]
    home = create_household(derby, carers=couple, address="7 Canary Lane", postcode="DE1 2FS", by=by)
    journey = given.journey(home, date(2025, 9, 1), by=by)
    for step in (FirstContactMade(happened_on=date(2025, 9, 2)), VisitCompleted(happened_on=VISITED)):
        journeys.record(home, journey, step, by=by)
    return home, panelling.reference(home), journey


def _assessor(page: Page) -> None:
    page.get_by_label("Who assessed the household?").select_option("outside")
    page.get_by_label("Name of the independent assessor").fill("Jude Example-Assessor")


def _record(
    page: Page, reference: str, what: str, on: date, *chosen: str, answer: Callable[[Page], None] | None = None
) -> None:
    """Open a form from the household's menu, answer it, and send it."""
    page.goto(f"/households/{reference}")
    page.get_by_text("Record", exact=True).first.click()
    page.get_by_role("link", name=what).first.click()
    _sound(page)
    _day(page, on)
    for label in chosen:
        page.get_by_label(label, exact=True).check()
    if answer:
        answer(page)
    page.get_by_role("main").get_by_role("button", name=what).click()
    expect(page.get_by_role("main")).to_contain_text("is on record.")


def _goes_to_panel(page: Page, reference: str) -> None:
    page.goto("/panel")
    _press(page, "Plan a panel")
    _sound(page)
    _day(page, PANEL)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("The panel is planned.")
    page.goto("/panel")
    _sound(page)
    page.get_by_role("row").filter(has_text=reference).get_by_role("button", name="Put on the agenda").click()
    expect(page.get_by_role("main")).to_contain_text("They are on the agenda")
    _sound(page)
    page.get_by_label("What is panel asked?").fill("Approval for two children from five to eleven.")
    page.get_by_role("button", name="Keep the papers").click()
    page.goto("/panel")
    page.get_by_role("link", name="26 March 2026").click()
    page.get_by_role("button", name="Open the papers to members").click()
    expect(page.get_by_role("main")).to_contain_text("The pack is open")
    page.get_by_role("link", name="See the pack").click()
    _sound(page)
    expect(page.get_by_role("main")).to_contain_text("Approval for two children")
    expect(page.get_by_role("main")).not_to_contain_text("Canary Lane")


def _is_heard(page: Page, reference: str) -> None:
    page.goto("/panel")
    page.get_by_role("link", name="26 March 2026").click()
    page.get_by_role("button", name="Record who came").click()
    page.get_by_role("main").get_by_role("link", name=reference).first.click()
    page.get_by_label("Approve", exact=True).check()
    page.get_by_label("Panel's reasons").fill("They are warm and steady, and their home has room.")
    page.get_by_role("button", name="Record the recommendation").click()
    _sound(page)
    page.goto("/panel")
    page.get_by_role("link", name="26 March 2026").click()
    _day(page, PANEL)
    page.get_by_role("button", name="Record the final minutes").click()
    expect(page.get_by_role("main")).to_contain_text("The final minutes, 26 March 2026, are on record")


def _is_approved(page: Page, reference: str) -> None:
    page.goto(f"/households/{reference}")
    page.get_by_text("Record", exact=True).first.click()
    page.get_by_role("link", name="Record the approval").first.click()
    _sound(page)
    _day(page, DECIDED)
    page.get_by_label("Places", exact=True).fill("2")
    page.get_by_label("Youngest age").fill("5")
    page.get_by_label("Oldest age").fill("11")
    page.get_by_role("main").get_by_role("button", name="Record the approval").click()
    expect(page.get_by_role("main")).to_contain_text("is on record.")


def _is_extended(page: Page, reference: str) -> None:
    """The home is extended: proposed with its support, and agreed to in writing on the day (RV-7)."""
    page.goto(f"/households/{reference}/range")
    page.get_by_role("link", name="Propose a change of terms").click()
    _sound(page)
    _day(page, EXTENDED)
    page.get_by_label("Home extended or adapted").check()
    page.get_by_label("Places", exact=True).fill("3")
    page.get_by_label("The carer", exact=True).check()
    page.get_by_label("Support that the carer would need").fill("None beyond what they have.")
    page.get_by_role("main").get_by_role("button", name="Propose a change of terms").click()
    page.goto(f"/households/{reference}/range")
    _sound(page)
    _press(page, "Record the change")
    _day(page, EXTENDED)
    page.get_by_label("The carer has agreed in writing").check()
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("is on record.")


def _takes_a_child(page: Page, reference: str) -> None:
    _record(page, reference, "Record the foster care agreement", PLACED)
    page.goto(f"/households/{reference}/placements")
    _press(page, "Record a placement")
    _sound(page)
    page.get_by_label("The child’s reference").fill("C-1042")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("The placement is on record.")
    expect(page.get_by_role("main")).to_contain_text(re.compile("1.filled.*2.free", re.DOTALL))
    _sound(page)


def _resigns(page: Page, reference: str) -> None:
    page.goto(f"/households/{reference}")
    page.get_by_text("Record", exact=True).first.click()
    page.get_by_role("link", name="Record notice of resignation").first.click()
    _sound(page)
    _day(page, NOTICE)
    page.get_by_role("main").get_by_role("button", name="Record notice of resignation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you record it")
    expect(page.get_by_role("main")).to_contain_text("The approval will end on 29 September 2026")
    _sound(page)
    _press(page, "Yes, record it")
    expect(page.get_by_role("main")).to_contain_text("is on record.")
    page.goto(f"/households/{reference}/range")
    expect(page.get_by_role("main")).to_contain_text("the approval ends on 29 September 2026")


def _books(page: Page, reference: str, on: date) -> tuple[int, bool]:
    """The approved places at the end of a day, as the household's page says; and whether the register has them."""
    page.goto(f"/households/{reference}/range?on={on:%Y-%m-%d}")
    heading = page.get_by_role("main").inner_text()
    places = re.search(r"(\d+).approved places?,? (?:or|today|at)", heading)
    page.goto(f"/register?on={on:%Y-%m-%d}")
    return int(places[1]) if places else 0, reference in page.get_by_role("main").inner_text()


def _places(cli: Callable[..., Answer]) -> dict[str, int]:
    """The report's lines of mainstream places for April to September 2026; those of nothing are left out."""
    asked = ("--agency", "derby", "--from", "2026-04-01", "--to", "2026-09-30", "--format", "json")
    report = json.loads(cli("report", "quarterly", *asked).out)
    assert report["reconciles"] is True
    return {name: count for name, count in report["populations"]["mainstream"]["places"].items() if count}


def _press(page: Page, name: str) -> None:
    """A link that looks like a button is one to whoever cannot see it."""
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def _day(page: Page, on: date) -> None:
    for label, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        page.get_by_label(label, exact=True).last.fill(str(value))


def _sound(page: Page) -> None:
    """The page fits its window, and axe finds nothing."""
    assert fits(page)
    axe.check(page)
