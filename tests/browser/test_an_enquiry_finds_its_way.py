"""Somebody asks about fostering on a phone; the officer finds it on Today, calls twice, books a visit, records it
and invites an application. The partner's enquiry is recognised and merged, and parted again, with the figures said.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from crm.actor import Role
from crm.exchange.mail import Letter
from tests import given
from tests.browser import axe
from tests.browser.width import fits

ASKED = datetime(2026, 3, 4, 18, tzinfo=UTC)  # a Wednesday, after the office has closed
CALLED = datetime(2026, 3, 5, 10, tzinfo=UTC)
CALLED_AGAIN = datetime(2026, 3, 5, 15, tzinfo=UTC)
VISITED = datetime(2026, 3, 10, 16, tzinfo=UTC)
REPORT = "/reports/quarterly?agency=derby&from=2026-01-01&to=2026-03-31"


def test_an_enquiry_becomes_a_visit_and_the_partners_is_merged_with_it(
    app: Flask,
    open_browser: Callable[..., Page],
    clock_at: Callable[[datetime], None],
    mails: Callable[[], list[Letter]],
) -> None:
    clock_at(ASKED)
    given.agency()
    officer, manager = open_browser(), open_browser()
    emails = given.user(Role.OFFICER), given.user(Role.MANAGER)
    phone = open_browser(width=320)
    _asks(phone)
    clock_at(ASKED + timedelta(minutes=3))  # nobody reads and answers all of it in no time
    reference = _sends(phone)
    assert [letter.to for letter in mails()] == ["rowan@home.example"]

    clock_at(CALLED)
    _enters(officer, emails[0])
    _calls(officer, reference)
    clock_at(CALLED_AGAIN)
    _enters(officer, emails[0])
    _calls_again(officer, reference)
    _books_a_visit(officer, reference)
    assert [letter.subject for letter in mails()] == ["Our visit on Tuesday 10 March 2026"]
    clock_at(VISITED)
    _enters(officer, emails[0])
    _enters(manager, emails[1])
    _records_the_visit(officer, reference)
    _invites_an_application(officer, reference, mails)
    _the_timeline_shows_it_all(officer, reference)
    assert _counted(manager) == (1, 1)

    other = _the_partner_rings(officer)
    assert _counted(manager) == (2, 1)
    _merges(manager, reference, other)
    assert _counted(manager) == (1, 1)
    _parts_them_again(manager, reference, other)
    assert _counted(manager) == (2, 1)


def _asks(page: Page) -> None:
    """The public form, on a small phone."""
    page.goto("/enquire")
    _sound(page, "Ask about fostering")
    _go_on(page, "Start")
    for question in ("Do you have a spare bedroom?", "Are you 21 or over?"):
        _sound(page, question)
        page.get_by_label("Yes", exact=True).check()
        _go_on(page)
    _sound(page, "What is your postcode?")
    page.get_by_label("What is your postcode?").fill("DE1 2FS")
    _go_on(page)
    page.get_by_label("Your name", exact=True).fill("Rowan Example-Quill")
    _go_on(page)
    page.get_by_label("Telephone").fill("07700 900123")
    page.get_by_label("E-mail address").fill("rowan@home.example")
    _go_on(page)
    page.get_by_label("A website").check()
    _go_on(page)
    page.get_by_label("Any time").check()
    _go_on(page)
    _sound(page, "Talking with you")
    _go_on(page)
    _sound(page, "Check your answers")


def _sends(page: Page) -> str:
    """Send it; the reference that it gives."""
    _go_on(page, "Send")
    _sound(page, "Thank you for asking")
    expect(page.get_by_role("main")).to_contain_text("Thursday 5 March")
    return page.locator(".govuk-panel__body strong").inner_text()


def _enters(page: Page, email: str) -> None:
    """Sign in, hours after the last time."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(given.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def _calls(page: Page, reference: str) -> None:
    """Today shows it among the new ones; nobody answers."""
    page.goto("/")
    _sound(page, "Today, Thursday 5 March")
    _line(page, reference).get_by_role("button", name="Take it").click()
    expect(page.get_by_role("main")).to_contain_text(f"{reference} is yours")
    _line(page, reference).get_by_role("button", name="No answer").click()
    expect(page.get_by_role("main")).to_contain_text(f"No answer from {reference}: you try again")
    axe.check(page)


def _calls_again(page: Page, reference: str) -> None:
    page.goto("/")
    _line(page, reference).get_by_role("button", name="Spoke to them").click()
    expect(page.get_by_role("main")).to_contain_text(f"You spoke to {reference}, their first contact")


def _books_a_visit(page: Page, reference: str) -> None:
    page.goto(f"/households/{reference}")
    page.locator("main a", has_text="Book a visit").first.click()
    _sound(page, "Book a visit")
    page.get_by_label("Initial visit").check()
    for part, value in (("Day", "10"), ("Month", "3"), ("Year", "2026")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Time", exact=True).fill("2:30pm")
    page.get_by_label("Who visits?").select_option(label="Officer")
    page.get_by_label("At their home").check()
    page.get_by_role("button", name="Book the visit").click()
    expect(page.get_by_role("main")).to_contain_text("The visit is booked")
    page.goto("/visits")
    expect(page.get_by_role("main")).to_contain_text(reference)


def _records_the_visit(page: Page, reference: str) -> None:
    page.goto("/visits")
    expect(page.get_by_role("heading", name="To be recorded")).to_be_visible()
    page.get_by_role("row").filter(has_text=reference).get_by_role("link").first.click()
    _sound(page, "Initial visit")
    page.get_by_label("Invite them to apply").check()
    page.get_by_label("Report").fill("A warm home with a room of its own for a child.")
    page.get_by_role("button", name="Record the visit").click()
    expect(page.get_by_role("status").first).to_contain_text("Done.")


def _invites_an_application(page: Page, reference: str, mails: Callable[[], list[Letter]]) -> None:
    page.goto(f"/households/{reference}")
    page.locator("main a", has_text="Write to them").click()
    page.get_by_role("link", name="Invitation to apply").click()
    _sound(page, "Write to them")
    text = page.get_by_label("Text")
    expect(text).to_have_value(re.compile("Dear Rowan Example-Quill"))
    text.fill(text.input_value().replace("{{ service_phone }}", "01632 960 001"))
    page.get_by_label("By e-mail").check()
    page.get_by_role("button", name="Send the letter").click()
    expect(page.get_by_role("status").first).to_contain_text("Done.")
    (letter,) = mails()
    assert letter.to == "rowan@home.example" and "applied to foster" in letter.text


def _the_timeline_shows_it_all(page: Page, reference: str) -> None:
    page.goto(f"/households/{reference}")
    _sound(page, f"{reference} Rowan Example-Quill")
    told = page.get_by_role("main").inner_text()
    for said in (
        "Enquiry received",
        "We called: no answer",
        "We called, and spoke with them",
        "its clock stopped here",
        "First contact made",
        "Initial visit completed",
        "A warm home",
        "Invitation to apply",
    ):
        assert said in told, told
    page.goto("/")
    due = page.get_by_role("main").inner_text()
    assert "First contact" not in due and "Visit to be offered" not in due


def _the_partner_rings(page: Page) -> str:
    """The hints know the telephone; the officer makes a record of its own all the same. Its reference."""
    page.goto("/enquiries/new")
    page.get_by_label("Name", exact=True).first.fill("Sam Example-Quill")
    page.get_by_label("Telephone").first.press_sequentially("07700 900123")
    expect(page.get_by_text("Same telephone number")).to_be_visible()
    axe.check(page)
    page.get_by_role("main").get_by_role("button", name="Log the enquiry").last.click()
    expect(page.get_by_role("main")).to_contain_text("The enquiry is on record")
    return page.url.rpartition("/")[2]


def _merges(page: Page, reference: str, other: str) -> None:
    page.goto("/duplicates")
    _sound(page, "Likely duplicates")
    page.get_by_role("link", name=re.compile("Compare")).click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Enquiries that repeat an earlier one, and are not counted")
    axe.check(page)
    if f"{other} stays" in main.inner_text():
        page.get_by_role("link", name=f"Keep {reference} instead").click()
    page.get_by_label("Somebody else: a second carer of the household").check()
    page.get_by_label("Partners who enquired one by one").check()
    page.get_by_role("button", name="Merge them").click()
    expect(main).to_contain_text("Sam Example-Quill")
    page.goto(f"/households/{other}")  # either reference leads to the one household
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)


def _parts_them_again(page: Page, reference: str, other: str) -> None:
    page.goto(f"/households/{reference}/people")
    page.locator("main a[href*='/merges/']").click()
    _sound(page, f"Make {other} a household of its own again")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Make them two again").click()
    page.goto(f"/households/{other}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(other)


def _counted(page: Page) -> tuple[int, int]:
    """The enquiries and the initial visits of mainstream, as the report's page of the quarter shows them."""
    page.goto(REPORT)
    main = page.get_by_role("main")
    figures = [
        main.get_by_role("row").filter(has_text=label).first.get_by_role("cell").first.inner_text()
        for label in ("Enquiries", "Initial visits")
    ]
    return int(figures[0].split()[0]), int(figures[1].split()[0])


def _line(page: Page, reference: str) -> Locator:
    """The first line of Today that is about a household."""
    return page.get_by_role("row").filter(has_text=reference).first


def _go_on(page: Page, name: str = "Continue") -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def _sound(page: Page, heading: str) -> None:
    """The page has this heading, fits its window, and axe finds nothing."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert fits(page)
    axe.check(page)
