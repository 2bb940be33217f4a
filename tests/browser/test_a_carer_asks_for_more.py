"""A carer asks on a phone to go from 2 children of 5 to 11 to 3 of 0 to 16, is offered it, and agrees (issue 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Actor, Role
from crm.commands import document_shares, documents, journeys, review_lines
from crm.commands.review_lines import Told
from crm.extensions import db
from crm.journey.events import TermsChanged
from crm.people import households
from tests import given
from tests.browser import axe
from tests.browser.width import wide
from tests.doors import Answer
from tests.sample_documents import PDF

pytestmark = pytest.mark.slow

TODAY = date(2022, 1, 31)
REPORT = "/reports/quarterly?agency=derby&from=2022-01-01&to=2022-01-31"
PHONE = 320
PLACES = (
    *("/portal/places", "/portal/places/break", "/portal/places/room", "/portal/places/ages"),
    *("/portal/wishes", "/portal/friend", "/portal/leaving", "/portal/leaving/notice"),
    "/portal/messages",
    *("/portal/details", "/portal/details/contacts", "/portal/details/address", "/portal/details/members/new"),
    "/portal/documents",
    "/portal/review",
)
MOST_PAGES = 6  # of a first request, from the first question to what was sent


def test_a_carer_asks_on_a_phone_for_a_wider_range_and_agrees_to_what_is_offered(
    app: Flask,
    clock_at: Callable[[date], None],
    open_browser: Callable[..., Page],
    cli: Callable[..., Answer],
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = Actor(None, "Manager", Role.MANAGER, (derby,))
    home = given.household(derby, email="carer@derby.example")
    journey, _ = given.approved(home, date(2021, 9, 1), 2, by=by, agreed=True)
    narrow = TermsChanged(happened_on=date(2021, 9, 2), age_from=5, age_to=11)
    journeys.record(home, journey, narrow, by=by)
    carer = open_browser(Role.CARER, width=PHONE, household_id=home)
    _ask(carer)
    manager = open_browser(Role.MANAGER)
    _offer(manager)
    assert _increases(manager) == (0, 2)
    carer.reload()
    _sound(carer)
    carer.get_by_role("button", name="I agree").click()
    expect(carer.get_by_role("status").first).to_contain_text("You have agreed.")
    assert _increases(manager) == (1, 3)
    _register(manager, "2022-01-30", "5 to 11")
    _register(manager, "2022-01-31", "0 to 16")
    assert cli("check").code == 0
    document = documents.add(home, name="Agreement", kind="pdf", content=PDF, by=by)
    share = document_shares.share(home, document, to_sign=True, by=by)
    review_lines.tell(home, Told("carer", "1", TODAY, None), by=by)
    for path in (*PLACES, f"/portal/documents/{share}/sign"):
        carer.goto(path)
        _sound(carer)
    _review(carer)
    _speak_for_themselves(carer, manager)
    reference = households.reference_of(home)
    db.session.rollback()  # the page puts a look on record, and would wait for whoever reads here
    for page in ("portal", "messages", "documents", f"documents/{document}/share", "review"):
        manager.goto(f"/households/{reference}/{page}")
        axe.check(manager)


def _speak_for_themselves(carer: Page, manager: Page) -> None:
    """Somebody new is proposed and accepted; and then they give notice."""
    _propose(carer)
    _answer(manager)
    _leave(carer)


def _propose(carer: Page) -> None:
    """Somebody new in the household, from the first page of the portal."""
    carer.goto("/portal/")
    carer.get_by_role("link", name="My details").click()
    carer.get_by_role("link", name="Tell us of somebody new").click()
    carer.get_by_label("Name", exact=True).fill("Ashby Sample")
    carer.get_by_label("What they are to you").select_option("lodger")
    for part, value in (("Day", "5"), ("Month", "4"), ("Year", "1990")):
        carer.get_by_label(part).first.fill(value)
    carer.get_by_role("button", name="Send").click()
    expect(carer.get_by_text("With your service").first).to_be_visible()
    _sound(carer)


def _answer(manager: Page) -> None:
    """What was proposed, beside the record, is accepted in two clicks."""
    manager.goto("/carers/details")
    manager.get_by_role("link", name="DER-").click()
    expect(manager.get_by_text("An adult in the household")).to_be_visible()
    axe.check(manager)
    manager.get_by_role("button", name="Accept").click()
    expect(manager.get_by_role("status").first).to_contain_text("It is on record.")


def _leave(carer: Page) -> None:
    """Notice, on the second page, by name."""
    carer.goto("/portal/")
    carer.get_by_role("link", name="If you think about stopping").click()
    carer.get_by_role("button", name="I want to give notice").click()
    carer.get_by_label("Type your full name").fill("Rowan Example-Finch")
    carer.get_by_role("button", name="Give notice").click()
    expect(carer.get_by_role("heading", level=1)).to_have_text("Your approval ends")
    _sound(carer)


def _ask(carer: Page) -> None:
    """From the first page of the portal to what was sent, in few pages."""
    _sound(carer)
    carer.get_by_role("button", name="Change what I offer").click()
    asked: tuple[dict[str, str], ...] = (
        {"How many children": "3"},
        {"Youngest age": "0", "Oldest age": "16"},
        {},
        {"What support would you need?": "A cot"},
    )
    pages = 1
    for answers in asked:
        _sound(carer)
        for label, value in answers.items():
            carer.get_by_label(label).fill(value)
        carer.get_by_role("button", name="Continue").click()
        pages += 1
    _sound(carer)
    carer.get_by_role("button", name="Send").click()
    assert pages + 1 <= MOST_PAGES
    expect(carer.get_by_text("With your service")).to_be_visible()
    _sound(carer)


def _review(carer: Page) -> None:
    """Write one's part of the review, read it again, and send it."""
    carer.goto("/portal/review")
    carer.get_by_label("How has the year been?").fill("A good year")
    carer.get_by_label("Yes").check()
    carer.get_by_role("button", name="Save and read it again").click()
    _sound(carer)
    carer.get_by_role("button", name="Send it").click()
    expect(carer.get_by_role("button", name="Change what I offer")).to_be_visible()
    _sound(carer)


def _offer(manager: Page) -> None:
    """From the page of today to the offer."""
    manager.goto("/?whose=all")
    manager.get_by_role("link", name="1 range request").click()
    manager.get_by_role("link", name="DER-").click()
    expect(manager.get_by_text("+1 mainstream bed,")).to_be_visible()
    axe.check(manager)
    manager.get_by_label("Support that the carer would need").fill("A cot, lent by us")
    manager.get_by_role("button", name="Offer it").click()
    expect(manager.get_by_role("status").first).to_contain_text("It is offered.")


def _increases(page: Page) -> tuple[int, int]:
    """The line of increases of terms in the quarterly report, and the places at its end."""
    told = page.request.get(f"{REPORT}&format=json").json()["populations"]["mainstream"]["places"]
    return told["terms_increases"], told["closing"]


def _register(page: Page, day: str, ages: str) -> None:
    """The register of a day says these ages."""
    page.goto(f"/register?on={day}")
    expect(page.locator("#results")).to_contain_text(ages)


def _sound(page: Page) -> None:
    assert wide(page) <= PHONE, page.url
    axe.check(page)
