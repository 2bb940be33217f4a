"""Three who do not come the plain way: carers of an agency who bring a child, a home for a parent with a baby, and
a host of supported lodgings. After each the bed ledger, the report and the proof of the identities say the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Actor, Role
from crm.commands import settings
from crm.journey.events import PanelRecommended, StageOneCompleted
from crm.journey.ranges import Route
from tests import given, panelling
from tests.browser import axe
from tests.browser.width import fits
from tests.doors import Answer

BEGUN, NOTICED, MET = date(2026, 1, 5), date(2026, 1, 12), date(2026, 2, 2)
RESIGNED, EARLY, ENDS = date(2026, 4, 1), date(2026, 4, 28), date(2026, 4, 29)  # 28 days after the notice there
PLACED, AFTER = date(2026, 5, 4), date(2026, 6, 1)
ROLES = (Role.OFFICER, Role.DECISION_MAKER)

Enter = Callable[[Role, date], None]  # sign in with a role, on a day
Cli = Callable[..., Answer]


@pytest.fixture
def by(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of a council for which a week of parent and child saves 700 pounds, on 1 April 2026."""
    clock_at(RESIGNED)
    derby = given.agency()
    by = given.officer(derby)
    manager = replace(by, role=Role.MANAGER)
    settings.change("parent_and_child_saving", 700, valid_from=BEGUN, agency_id=derby, by=manager)
    return by


@pytest.fixture
def enter(by: Actor, open_browser: Callable[..., Page], clock_at: Callable[[date], None]) -> tuple[Page, Enter]:
    """A browser, and how to sign in there with a role on a day."""
    emails = {role: given.user(role) for role in ROLES}
    page = open_browser()

    def enter(role: Role, on: date) -> None:
        clock_at(on)
        page.context.clear_cookies()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(emails[role])
        page.get_by_label("Password", exact=True).fill(given.PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    return page, enter


def test_each_comes_their_own_way_and_the_books_agree(by: Actor, enter: tuple[Page, Enter], cli: Cli) -> None:
    agency = _assessed(by, "Rowan Example-Finch", Route.TRANSFER_IN)
    family = _assessed(by, "Wren Sample-Stay", Route.MAINSTREAM)
    host = _assessed(by, "Kit Example-Host", Route.SUPPORTED_LODGINGS)
    _come_from_an_agency(*enter, agency)
    assert _books(cli) == {"mainstream": {"transfers_in": 2, "closing": 2, "net": 2}}
    _take_a_parent_with_a_baby(*enter, family)
    assert _books(cli) == {"mainstream": {"transfers_in": 2, "new_approvals": 2, "closing": 4, "net": 4}}
    _host_a_young_person(*enter, host)
    lodgings = {"new_approvals": 1, "closing": 1, "net": 1}
    fostering = {"transfers_in": 2, "new_approvals": 2, "closing": 4, "net": 4}
    assert _books(cli) == {"mainstream": fostering, "supported_lodgings": lodgings}


def _come_from_an_agency(page: Page, enter: Enter, reference: str) -> None:
    """Written notice, meeting, officer and reference; they resign there; approved on the day on which that ends."""
    one = f"/households/{reference}/journeys/1/transfer"
    enter(Role.OFFICER, RESIGNED)
    page.goto("/transfers")
    page.get_by_role("link", name=reference).click()
    _sound(page)
    page.get_by_role("link", name="Record written notice").click()
    page.get_by_label("An independent fostering agency").check()
    page.get_by_label("Name of the other service").fill("Sample Families")
    page.get_by_label("Children who move with them").fill("CH-1042")
    _send(page, NOTICED)
    for step, on in (("meeting", MET), ("reviewing officer", MET), ("reference", MET), ("notice", RESIGNED)):
        page.goto(one)
        page.get_by_role("link", name=f"Record {step}").click()
        _send(page, on)
    page.goto(one)
    expect(page.get_by_role("main")).to_contain_text("they can be approved here on that day, and not before (DM-1)")
    _sound(page)
    enter(Role.DECISION_MAKER, ENDS)
    page.goto(one)
    page.get_by_role("button", name="Record the approval").click()
    page.get_by_label("Places", exact=True).fill("2")
    _day(page, EARLY)
    page.get_by_role("main").get_by_role("button", name="Record the approval").click()
    expect(page.get_by_role("alert")).to_contain_text("approved by the other service until 29 April 2026")
    _send(page, ENDS)
    enter(Role.OFFICER, ENDS)
    _agree(page, reference, ENDS)
    page.goto(one)
    page.get_by_role("link", name="Record the placement of CH-1042").click()
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("came with the household")
    page.goto(f"/households/{reference}/range")
    expect(page.get_by_role("row").filter(has_text="Transfer in")).to_have_count(1)
    page.goto("/transfers?state=done")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("Approved by us")


def _take_a_parent_with_a_baby(page: Page, enter: Enter, reference: str) -> None:
    """Approved for 2, one of them for a parent with a child: four weeks save 2,800 pounds, and never twice."""
    enter(Role.DECISION_MAKER, ENDS)
    page.goto(f"/households/{reference}/journeys/1/decide/household-approved")
    page.get_by_label("Places", exact=True).fill("2")
    page.get_by_label("Places for a parent with a child").fill("1")
    page.get_by_label("Parent and child", exact=True).check()
    _send(page, ENDS)
    enter(Role.OFFICER, PLACED)
    _agree(page, reference, PLACED)
    for child, told in (("CH-2001", "is on record"), ("CH-2002", "none is counted twice (B-13)")):
        page.goto(f"/households/{reference}/placements/new?child={child}")
        page.get_by_label("Kind of fostering").select_option("parent_and_child")
        page.get_by_role("main").get_by_role("button").first.click()
        expect(page.get_by_role("main")).to_contain_text(told)
    _sound(page)
    enter(Role.OFFICER, AFTER - timedelta(days=1))
    page.goto(f"/parent-and-child?from={PLACED}&to={AFTER - timedelta(days=1)}")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("£2,800")


def _host_a_young_person(page: Page, enter: Enter, reference: str) -> None:
    """Approved without panel; a young person moves in, and no agreement of foster carers is asked for."""
    enter(Role.DECISION_MAKER, AFTER)
    page.goto(f"/households/{reference}/journeys/1/decide/household-approved")
    page.get_by_label("Places", exact=True).fill("1")
    page.get_by_label("Youngest age").fill("16")
    page.get_by_label("Oldest age").fill("21")
    _send(page, AFTER)
    enter(Role.OFFICER, AFTER)
    page.goto(f"/households/{reference}/placements/new?child=YP-7")
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto("/schemes")
    _sound(page)
    page.get_by_role("link", name="Supported lodgings").click()
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("0 free, 1 filled")
    _sound(page)


def _assessed(by: Actor, name: str, route: Route) -> str:
    """A household that is ready for the decision, each step three days after the one before; its reference."""
    home = given.household(by.agency_ids[0], name)
    begun = given.journey(home, BEGUN, by=by, route=route)
    lodgings = (StageOneCompleted, PanelRecommended) if route is Route.SUPPORTED_LODGINGS else ()
    for number, step in enumerate([each for each in given.STEPS if each not in lodgings], start=1):
        given.record(home, begun, step(happened_on=BEGUN + timedelta(days=3 * number)), by=by)
    if not lodgings:
        given.minuted(home, BEGUN + timedelta(days=3 * number), by=by)
    given.checked(home, begun, BEGUN + timedelta(days=9))
    return panelling.reference(home)


def _agree(page: Page, reference: str, on: date) -> None:
    page.goto(f"/households/{reference}/journeys/1/record/agreement-signed")
    _send(page, on)


def _send(page: Page, on: date) -> None:
    """Fill in the form's own day, and send it."""
    _day(page, on)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("is on record.")


def _day(page: Page, on: date) -> None:
    for label, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        page.get_by_label(label, exact=True).first.fill(str(value))


def _books(cli: Cli) -> dict[str, dict[str, int]]:
    """The report's lines of places from April to September 2026, by population; those of nothing are left out.

    The identities hold, and all is mainstream and kinship alone (B-15).
    """
    assert cli("check").code == 0
    asked = ("--agency", "derby", "--from", "2026-04-01", "--to", "2026-09-30", "--format", "json")
    report = json.loads(cli("report", "quarterly", *asked).out)
    assert report["reconciles"] is True
    found = {
        name: {line: count for line, count in each["places"].items() if count}
        for name, each in report["populations"].items()
    }
    everything = found.pop("all")
    assert everything == found["mainstream"]
    return {name: lines for name, lines in found.items() if lines}


def _sound(page: Page) -> None:
    """The page fits its window, and axe finds nothing."""
    assert fits(page)
    axe.check(page)
