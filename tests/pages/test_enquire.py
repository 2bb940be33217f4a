"""The public form, page by page: it asks, keeps, sends once, and thanks everybody alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.people.front_tables import EnquiryDraft, SentEnquiry
from crm.people.tables import Carer, Household
from tests import given
from tests.doors import CheckingClient, words_of

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
Said = dict[str, object]
ANSWERS: dict[str, Said] = {
    "room": {"room": "yes"},
    "age": {"age": "yes"},
    "postcode": {"postcode": "de1 2fs"},
    "name": {"name": "Rowan Example-Finch", "second_name": "Sam Example-Wren"},
    "contact": {"phone": "01632 960 001", "email": "rowan@home.example"},
    "heard": {"source": "social_media"},
    "time": {"best_time": "evening"},
    "help": {"needs": ["interpreter"], "language": "Polish"},
}


@pytest.fixture
def at(clock_at: Callable[[datetime], None]) -> Callable[[timedelta], None]:
    """Move the clock on from the Monday on which it stands."""
    clock_at(MONDAY)
    return lambda later: clock_at(MONDAY + later)


@pytest.fixture
def derby(app: Flask, at: Callable[[timedelta], None]) -> int:
    return given.agency()


def answer(browser: CheckingClient, start: str = "/enquire", **instead: Said) -> TestResponse:
    """Answer every question that is asked; the page on which answers are checked."""
    page = browser.fill_in(start, {}, form="/enquire")
    for _ in range(12):
        step = page.request.path.rpartition("/")[2]
        if step == "check":
            return page
        page = browser.fill_in(f"/enquire/{step}", {**ANSWERS, **instead}[step])
        assert page.status_code == 200, page.text
    raise AssertionError("the questions have no end")


def send(browser: CheckingClient, at: Callable[[timedelta], None], **instead: Said) -> TestResponse:
    """Answer everything, and send it ten seconds later."""
    answer(browser, "/enquire", **instead)
    at(timedelta(seconds=10))
    return browser.fill_in("/enquire/check", {})


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_an_enquiry_is_on_record_with_everything_that_was_said(
    derby: int, client: CheckingClient, at: Callable[[timedelta], None], mails: Callable[[], list[Letter]]
) -> None:
    page = send(client, at)
    assert page.request.path == "/enquire/sent" and "Tuesday 3 March" in page.text
    home = db.session.scalars(select(Household)).one()
    assert home.reference in page.text and (home.agency_id, home.area) == (derby, "DE1")
    said = db.session.scalars(select(Enquiry)).one()
    assert (said.channel, said.source, said.best_time) == ("website", "social_media", "In the evening")
    assert (said.language, said.needs, home.keep_in_touch) == ("Polish", ["interpreter"], False)
    assert [each.name for each in db.session.scalars(select(Carer).order_by(Carer.position))] == [
        "Rowan Example-Finch",
        "Sam Example-Wren",
    ]
    [sent] = db.session.scalars(select(SentEnquiry))
    assert (sent.notice, sent.door, sent.again) == ("2026-11-22", "form", False)
    assert count(EnquiryDraft) == 0
    [letter] = mails()
    assert letter.to == "rowan@home.example" and home.reference in letter.text and "Rowan" not in letter.text


def test_t42_the_first_page_sets_no_cookie_and_keeps_nothing(derby: int, client: CheckingClient) -> None:
    page = client.get("/enquire")
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert count(EnquiryDraft) == 0


def test_t42_no_answer_stands_in_an_address_or_in_the_cookie(
    derby: int, client: CheckingClient, at: Callable[[timedelta], None]
) -> None:
    page = send(client, at)
    for reply in (*page.history, page):
        assert not reply.request.query_string and "Rowan" not in str(reply.headers)


def test_an_answer_is_changed_from_the_page_on_which_they_are_checked(
    derby: int, client: CheckingClient, at: Callable[[timedelta], None]
) -> None:
    page = answer(client)
    assert "Rowan Example-Finch" in page.text and "In the evening" in page.text
    page = client.fill_in("/enquire/time", {"best_time": "morning"})
    assert page.request.path == "/enquire/check" and "In the morning" in page.text


def test_t03_t42_who_is_known_sees_what_a_stranger_sees(
    derby: int, app: Flask, at: Callable[[timedelta], None]
) -> None:
    given.household(derby, "Rowan Example-Finch", email="rowan@home.example", phone="01632 960 001")
    pages = []
    contacts: list[Said] = [ANSWERS["contact"], {"phone": "01632 960 999", "email": "nobody@home.example"}]
    for contact in contacts:
        browser = CheckingClient(app)
        at(timedelta())
        page = send(browser, at, contact=contact)
        reference = page.text.split("<strong>")[1].split("<")[0]
        pages.append((page.status_code, words_of(page).replace(reference, "REFERENCE")))
    assert pages[0] == pages[1]
    assert count(Household) == 3
