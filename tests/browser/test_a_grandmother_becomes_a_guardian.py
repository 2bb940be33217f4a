"""A grandmother takes a child at once, is approved in time, and becomes the child's special guardian.

Named for the child, approved for a time, extended once, approved in full, and gone for good: after each step the
report and the proof of the identities say that no mainstream bed moved, and the end is a permanence outcome.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Actor, Role
from crm.journey.ranges import Route
from tests import given, panelling
from tests.browser import axe
from tests.browser.width import fits
from tests.doors import Answer

NAMED, FOR_A_TIME = date(2026, 4, 1), date(2026, 4, 6)
ALARM, EXTENDED_TO = date(2026, 6, 29), date(2026, 9, 21)  # day 84, and the 168th day after 6 April
APPROVED, ORDER = date(2026, 7, 13), date(2026, 9, 14)
ROLES = (Role.OFFICER, Role.DECISION_MAKER)
CHILD = "CH-1042"

Enter = Callable[[Role, date], None]  # sign in with a role, on a day
Cli = Callable[..., Answer]


@pytest.fixture
def by(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer, on 1 April 2026."""
    clock_at(NAMED)
    return given.officer(given.agency())


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


def test_no_mainstream_bed_moves_and_the_ending_is_a_permanence_outcome(
    by: Actor, enter: tuple[Page, Enter], cli: Cli
) -> None:
    home = given.household(by.agency_ids[0], "Marguerite Example-Gran")
    begun = given.journey(home, NAMED, by=by, route=Route.KINSHIP)
    reference = panelling.reference(home)
    _for_a_time(*enter, reference)
    assert _books(cli) == {}  # no bed comes of it (B-8)
    _longer(*enter, reference)
    assert _books(cli) == {}
    for number, step in enumerate(given.STEPS, start=1):
        given.record(home, begun, step(happened_on=FOR_A_TIME + timedelta(days=10 * number)), by=by)
    given.minuted(home, FOR_A_TIME + timedelta(days=10 * number), by=by)
    given.checked(home, begun, FOR_A_TIME + timedelta(days=30))
    _approved(*enter, reference)
    assert _books(cli) == {"kinship": {"new_approvals": 1, "closing": 1, "net": 1}}
    _ordered(*enter, reference)
    assert _books(cli) == {"kinship": {"new_approvals": 1, "deregistrations": 1}}


def _for_a_time(page: Page, enter: Enter, reference: str) -> None:
    """She is named for the child, looked at, approved for a time, and the child moves in (KC-1, KC-2)."""
    one = f"/households/{reference}/journeys/1/record"
    enter(Role.OFFICER, FOR_A_TIME)
    page.goto(f"{one}/kin-referred")
    page.get_by_label("Named children").fill(CHILD)
    _send(page, NAMED)
    page.goto(f"{one}/viability-assessed")
    page.get_by_label("Positive").check()
    _send(page, FOR_A_TIME)
    page.goto(f"{one}/temporarily-approved")
    page.get_by_label("Named children").fill(CHILD)
    page.get_by_label("Who decided, as nominated officer?").select_option("outside")
    page.get_by_label("Name of the nominated officer").fill("Ms Specimen Officer")
    for matter in page.get_by_role("group", name="What was assessed").get_by_role("checkbox").all():
        matter.check()
    _send(page, FOR_A_TIME)
    expect(page.get_by_role("main")).to_contain_text("Decided by Ms Specimen Officer, as nominated officer (KC-1)")
    page.goto(f"/households/{reference}/placements/new?child={CHILD}")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("Approved for a time (regulation 24)")


def _longer(page: Page, enter: Enter, reference: str) -> None:
    """On day 84 an alarm stands on the page of today: it is extended, once (KC-3, KC-5, KC-7)."""
    enter(Role.OFFICER, ALARM)
    page.goto("/?whose=all")
    expect(page.get_by_role("main")).to_contain_text("Temporary approval, day 84 of 112: 28 days are left")
    page.goto(f"/households/{reference}/journeys/1/record/temporary-approval-extended")
    for number, on in enumerate((ALARM, ALARM - timedelta(days=4), ALARM - timedelta(days=3))):
        _day(page, on, number)
    page.get_by_label("Who decided, as nominated officer?").select_option("outside")
    page.get_by_label("Name of the nominated officer").fill("Ms Specimen Officer")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("it ends at the start of 21 September 2026")
    expect(page.get_by_role("link", name="Extend the temporary approval", exact=True)).to_have_count(0)
    page.goto("/kinship")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("84 of 168")
    _sound(page)


def _approved(page: Page, enter: Enter, reference: str) -> None:
    """The decision maker approves her for the child: a kinship place, and no temporary approval any more."""
    enter(Role.DECISION_MAKER, APPROVED)
    page.goto(f"/households/{reference}/journeys/1/decide/household-approved")
    page.get_by_label("Places", exact=True).fill("1")
    page.get_by_label("Named children").fill(CHILD)
    _send(page, APPROVED)
    page.goto("/kinship?state=approved")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("98 of 168")


def _ordered(page: Page, enter: Enter, reference: str) -> None:
    """A special guardianship order ends it: nobody was lost, and she is supported from then on (KC-12)."""
    enter(Role.DECISION_MAKER, ORDER)
    page.goto(f"/households/{reference}/journeys/1/decide/household-deregistered")
    page.get_by_label("Reason").select_option("sgo")
    _day(page, ORDER)
    expect(page.get_by_label(f"{CHILD}, since")).to_be_checked()  # the placement ends in the same act
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("is on record.")
    expect(page.get_by_role("main")).not_to_contain_text("no approval covers it")
    page.goto(f"/households/{reference}/placements")  # the approval for a time does not come back (KC-6)
    expect(page.get_by_role("main")).to_contain_text("Special guardianship order")
    expect(page.get_by_role("main")).not_to_contain_text("Approved for a time")
    page.goto("/kinship/exits")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("14 Sep 2026")
    page.goto(f"/households/{reference}/ending")
    expect(page.get_by_role("main")).to_contain_text("Permanence for the child: no carer was lost")
    page.goto("/reports/quarterly?agency=derby&from=2026-04-01&to=2026-09-30")
    expect(page.get_by_role("main")).to_contain_text("1 is a permanence outcome and no carer lost")
    enter(Role.OFFICER, ORDER)
    page.goto("/kinship/guardians?state=no_plan")
    page.get_by_role("link", name=reference).click()
    page.get_by_role("button", name="Record the support").click()
    page.get_by_label("Special guardianship order").check()
    page.get_by_label("Child", exact=True).fill(CHILD)
    _send(page, ORDER)
    _sound(page)
    page.goto("/kinship/guardians")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("Special guardianship order, 14 Sep")


def _send(page: Page, on: date) -> None:
    """Fill in the form's own day, and send it."""
    _day(page, on)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("main")).to_contain_text("is on record.")


def _day(page: Page, on: date, number: int = 0) -> None:
    for label, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        page.get_by_label(label, exact=True).nth(number).fill(str(value))


def _books(cli: Cli) -> dict[str, dict[str, int]]:
    """The report's lines of places from April to September 2026, by population; those of nothing are left out."""
    assert cli("check").code == 0
    asked = ("--agency", "derby", "--from", "2026-04-01", "--to", "2026-09-30", "--format", "json")
    report = json.loads(cli("report", "quarterly", *asked).out)
    assert report["reconciles"] is True
    found = {
        name: {line: count for line, count in each["places"].items() if count}
        for name, each in report["populations"].items()
    }
    assert found.pop("all") == found["kinship"]
    return {name: lines for name, lines in found.items() if lines}


def _sound(page: Page) -> None:
    """The page fits its window, and axe finds nothing."""
    assert fits(page)
    axe.check(page)
