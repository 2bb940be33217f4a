"""The quarterly report and its lists in a browser: accessible, at home on a phone, and no wider than it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from crm.actor import Actor, Role
from crm.commands import journeys, settings, targets, users
from crm.extensions import db
from crm.jobs import run_due
from crm.journey import events
from crm.journey.ranges import Route
from crm.people import users as accounts
from tests import given
from tests.browser import axe
from tests.browser.width import wide
from tests.reports.histories import approved, enquired, load, the_councils_half_year

PHONE, DESK = 320, 1280
HALF = "from=2021-04-01&to=2021-09-30"


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    """The council's half year, supported lodgings, and a correction after 9 December 2021."""
    clock_at(date(2021, 12, 9))
    agency = given.agency("derby", hub="d2n2")
    the_councils_half_year(agency)
    load(agency, enquired(date(2021, 5, 1)), route=Route.SUPPORTED_LODGINGS)
    home = given.household(agency)
    officer = given.officer(agency)
    _, approval = given.approved(home, date(2021, 9, 1), 2, by=officer)
    load(given.agency("nottingham", hub="d2n2"), approved(date(2021, 5, 1), 2))
    clock_at(date(2022, 2, 3))
    corrected = events.HouseholdApproved(happened_on=date(2021, 9, 1), places=3)
    journeys.correct(home, approval, corrected, reason="mistyped", by=officer)
    return agency


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.MANAGER, f"/reports/quarterly?agency=derby&{HALF}&known_on=2021-12-09"),
        (Role.MANAGER, "/reports/quarterly?agency=derby&from=2022-04-01&to=2022-06-30"),
        (Role.MANAGER, "/reports/quarterly?agency=derby&from=31/02/2021&to=2020-01-01&known_on=2099-01-01"),
        (Role.MANAGER, f"/reports/quarterly/households?agency=derby&{HALF}&figure=places.net&population=all"),
        (
            Role.MANAGER,
            f"/reports/quarterly/households?agency=derby&{HALF}&figure=stages.enquiry.entered&population=all",
        ),
        (Role.MANAGER, f"/reports/bed-book?agency=derby&{HALF}"),
        (Role.MANAGER, "/reports/ofsted-return"),
        (Role.MANAGER, f"/reports/our-carers?agency=derby&{HALF}"),
        (Role.MANAGER, f"/reports/our-carers/households?agency=derby&{HALF}&table=approved&row=not_known"),
        (Role.MANAGER, f"/reports/our-carers/households?agency=derby&{HALF}&table=religion&row=not_known"),
        (Role.ANALYST, "/reports/our-carers"),
        (Role.MANAGER, "/api-keys"),
        (Role.MANAGER, "/reports/by-mail"),
        (Role.ANALYST, f"/reports/quarterly/households?agency=derby&{HALF}&figure=places.net&population=all"),
        (Role.HUB, f"/reports/quarterly?hub=d2n2&{HALF}&known_on=2021-12-09"),
        (Role.MANAGER, "/reports/targets"),
        (Role.MANAGER, "/reports/targets/new"),
        (Role.MANAGER, "/reports/priorities"),
        (Role.MANAGER, "/reports/priorities/new"),
        (Role.MANAGER, "/reports/grid?year=2021"),
        (Role.HUB, "/reports/grid?kind=days&from=2021-14-01"),
        (Role.ANALYST, f"/reports/quarterly?agency=derby&{HALF}"),
        (Role.MANAGER, f"/reports/quarterly?agency=derby&{HALF}&offer=respite&known_on=2021-12-09"),
        (Role.MANAGER, f"/reports/quarterly?agency=derby&{HALF}&area=Derby&route=kinship"),
    ],
    ids=[
        "report",
        "ahead",
        "bad",
        "list",
        "stage",
        "book",
        "return",
        *("carers", "an area", "a religion", "carers, published"),
        "keys",
        "by mail",
        "hidden",
        "hub",
        "targets",
        "a new target",
        "priorities",
        "a new priority",
        "grid",
        "bad grid",
        "published",
        "of an offer",
        "bad area",
    ],
)
def test_each_page_is_accessible_and_fits(
    derby: int, open_browser: Callable[..., Page], role: Role, address: str, width: int
) -> None:
    page = open_browser(role, width=width, at="d2n2" if role is Role.HUB else "derby")
    page.goto(address)
    assert wide(page) <= width
    axe.check(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_of_a_file_that_is_made_is_accessible_and_fits(
    derby: int, open_browser: Callable[..., Page], width: int
) -> None:
    """While it waits, and when it can be taken."""
    since, by = date(2021, 1, 1), given.officer(derby)
    settings.change("files_at_once_households", 1, valid_from=since, agency_id=derby, by=by)
    page = open_browser(Role.MANAGER, width=width)
    page.goto(f"/reports/quarterly?agency=derby&{HALF}&format=docx")
    _sound(page, True, width)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile("/reports/files/1$"))
    _sound(page, True, width)
    run_due()
    page.reload()
    expect(page.get_by_role("button", name="Download it")).to_be_visible()
    _sound(page, True, width)


def test_the_definition_of_a_line_opens_in_place_without_script(
    derby: int, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(Role.MANAGER, script=False)
    page.goto(f"/reports/quarterly?agency=derby&{HALF}")
    line = page.get_by_role("row").filter(has_text="Initial visits").first
    meaning = line.get_by_text("Initial visits that took place in the period.")
    expect(meaning).not_to_be_visible()
    line.get_by_text("Initial visits", exact=True).click()
    expect(meaning).to_be_visible()


def test_a_period_is_chosen_in_the_form_without_script(derby: int, open_browser: Callable[..., Page]) -> None:
    page = open_browser(Role.MANAGER, script=False, width=PHONE)
    page.goto("/reports/quarterly")
    page.get_by_label("From", exact=True).fill("01/04/2021")
    page.get_by_label("To", exact=True).fill("30/09/2021")
    page.get_by_label("As known on").fill("2021-12-09")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Derby: April to September 2021")
    expect(page.get_by_role("heading", name="What differs from what was known on 9 December 2021")).to_be_visible()


@pytest.mark.parametrize(("script", "width"), [(True, DESK), (False, PHONE)], ids=["desk", "phone without script"])
def test_a_manager_compares_freezes_opens_what_has_changed_and_takes_the_paper_to_the_targets(
    derby: int, open_browser: Callable[..., Page], script: bool, width: int
) -> None:
    """'Done when': two quarters side by side, down to who recorded what; a pack, a paper and a target."""
    year = targets.Terms(number=30, first=date(2021, 4, 1), last=date(2022, 3, 31))
    targets.set_one(derby, "activity.approvals", "mainstream", year, by=given.officer(derby))
    page = open_browser(Role.MANAGER, script=script, width=width)
    page.goto("/reports/grid?year=2021")
    approved_in = page.get_by_role("row").filter(has_text="New approvals").first.get_by_role("cell")
    expect(approved_in).to_have_text(["0", "8", "5", "0", "0", "13"])
    approved_in.nth(2).get_by_role("link").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("New approval")
    _sound(page, script, width)

    page.goto(f"/reports/quarterly?agency=derby&{HALF}")
    page.get_by_role("link", name="Freeze as a pack").click()
    _sound(page, script, width)
    page.get_by_role("button", name="Freeze as a pack").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Derby: April to September 2021, pack 1")
    expect(page.get_by_text("Every figure is today what it was when it was frozen.")).to_be_visible()
    officer = _officer()
    given.journey(given.household(derby), date(2021, 8, 2), by=officer)
    page.goto("/reports/packs")
    _sound(page, script, width)
    page.get_by_role("link", name="Derby: April to September 2021").click()
    _sound(page, script, width)
    paper = _paper(page)
    assert "when reported" in paper and f"by {officer.label}" in paper
    page.get_by_role("link", name="Why has this changed?").click()
    _sound(page, script, width)
    change = page.get_by_role("region", name="Enquiries, mainstream", exact=True)
    expect(change).to_contain_text("1 now. Enquiry received, 2 Aug 2021: recorded")
    expect(change).to_contain_text(f"by {officer.label}.")

    page.goto("/reports/packs")
    page.get_by_role("link", name="Targets", exact=True).click()
    page.get_by_role("link", name="Approved").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _sound(page, script, width)


def _officer() -> Actor:
    """Somebody with an account, who is named as having recorded what they record."""
    email = given.user(Role.OFFICER)
    with db.session.begin():
        account = accounts.by_email(email)
        assert account is not None
        number = account.id
    found = users.actor_of(number)
    db.session.rollback()
    assert found is not None
    return found


def _paper(page: Page) -> str:
    page.get_by_label("What is the file for?").select_option(index=1)  # without it no household is named
    with page.expect_download() as taking:
        page.get_by_role("button", name="PDF").click()
    read = PdfReader(taking.value.path())
    return "\n".join(each.extract_text() for each in read.pages)


def _sound(page: Page, script: bool, width: int) -> None:
    assert wide(page) <= width
    if script:  # axe is one
        axe.check(page)
