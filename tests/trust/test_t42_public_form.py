"""T42: what the public sends is limited without a puzzle, taken once, and not lost once it was thanked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from crm.audit.tables import AuditEntry
from crm.commands import sent_enquiries
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.jobs import daily, run_due
from crm.people import drafts
from crm.people.enquiry_tables import Enquiry
from crm.people.front_tables import EnquiryDraft, SentEnquiry
from crm.people.guesses import Limit
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import ANSWERS, Later, Said, answer, count, send
from tests.filling import forms

pytestmark = pytest.mark.slow  # together they take seconds

REFERENCE = re.compile(r"<strong>(DER-\d{6})</strong>")


@pytest.fixture
def derby(app: Flask, at: Later) -> int:
    return given.agency()


def test_t42_what_nobody_sees_and_a_machine_fills_in_stops_it_and_says_so(
    derby: int, client: CheckingClient
) -> None:
    page = answer(client, contact=ANSWERS["contact"] | {"company_site": "https://spam.example"})
    assert page.status_code == 422 and "which people leave empty" in page.text
    page = client.fill_in("/enquire/contact", {"phone": "01632 960 001"})
    assert page.request.path == "/enquire/heard"
    hidden = client.get("/enquire/contact").text.split('name="company_site"')[0].rpartition("<div class=")[0]
    assert "govuk-!-display-none" in hidden[-300:]


def test_t42_what_is_sent_sooner_than_anybody_types_is_not_taken_and_then_is(
    derby: int, client: CheckingClient, at: Later
) -> None:
    answer(client)
    page = client.fill_in("/enquire/check", {})
    assert page.status_code == 422 and "That was very quick" in page.text and "Rowan" in page.text
    assert (count(Household), count(EnquiryDraft)) == (0, 1)
    at(timedelta(seconds=6))
    assert client.fill_in("/enquire/check", {}).request.path == "/enquire/sent"
    assert count(Household) == 1
    # Where somebody was when they asked about fostering is kept with the limits, for minutes, and not for good.
    kept = db.session.scalars(select(AuditEntry.network)).all()
    assert kept and set(kept) == {None}


def test_t42_one_address_sends_so_many_and_its_next_answers_are_kept(
    derby: int, app: Flask, at: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "SENT_FROM_ONE", Limit(2, timedelta(minutes=10)))
    browsers = [CheckingClient(app) for _ in range(3)]
    pages = []
    for number, browser in enumerate(browsers):
        at(timedelta())
        pages.append(send(browser, at, name={"name": f"Rowan Example-{number}"}))
    assert [page.status_code for page in pages] == [200, 200, 429]
    assert "Too many enquiries" in pages[-1].text and pages[-1].headers["Retry-After"] == "600"
    assert (count(Household), count(EnquiryDraft)) == (2, 1)
    elsewhere = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    assert CheckingClient(app).get("/enquire", **elsewhere).status_code == 200
    at(timedelta(minutes=11))
    assert browsers[-1].fill_in("/enquire/check", {}).request.path == "/enquire/sent"
    assert count(Household) == 3


def test_t42_all_together_send_so_many_a_minute(
    derby: int, app: Flask, at: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "SENT_BY_ALL", Limit(1, timedelta(minutes=1)))
    first, second = CheckingClient(app), CheckingClient(app)
    send(first, at)
    at(timedelta())
    assert send(second, at, name={"name": "Sam Example-Wren"}).status_code == 429
    at(timedelta(minutes=2))
    assert second.fill_in("/enquire/check", {}).request.path == "/enquire/sent"


def test_t42_one_address_begins_so_many(
    derby: int, client: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "BEGUN_FROM_ONE", Limit(3, timedelta(minutes=10)))
    codes = [client.post("/enquire").status_code for _ in range(5)]
    assert codes == [303, 303, 303, 429, 429] and count(EnquiryDraft) == 3


def test_t42_t58_more_than_anybody_types_is_refused_with_its_limit(derby: int, client: CheckingClient) -> None:
    page = answer(client, name={"name": "x" * 10_000})
    assert page.status_code == 422 and "Your name must be 100 characters or fewer" in page.text
    assert client.post("/enquire", data={"agency": "x" * 1_000_000}).status_code == 413
    assert client.post("/enquire/name", data={"name": "x" * 1_000_000}).status_code == 413


def test_t42_a_script_without_cookies_gets_nowhere_and_breaks_nothing(derby: int, app: Flask) -> None:
    script = CheckingClient(app, use_cookies=False)
    assert script.get("/enquire").status_code == 200
    assert script.post("/enquire").status_code == 303
    for path in ("/enquire/room", "/enquire/check", "/enquire/sent"):
        assert script.get(path).location.startswith("/enquire")
        assert script.post(path, data={"room": "yes"}).status_code in (303, 400, 405), path
    assert count(Household) == 0


def test_t42_the_reference_is_random_and_of_the_same_shape_each_time(derby: int, app: Flask, at: Later) -> None:
    found = []
    for number in range(3):
        at(timedelta())
        page = send(CheckingClient(app), at, name={"name": f"Rowan Example-{number}"})
        found += REFERENCE.findall(page.text)
    numbers = sorted(int(each.removeprefix("DER-")) for each in found)
    assert len(set(numbers)) == 3 and numbers[2] - numbers[0] > 2


def test_t42_t50_sent_twice_at_once_and_again_it_is_one_enquiry_and_one_mail(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mails: Callable[[], list[Letter]]
) -> None:
    given.agency()
    monkeypatch.setattr(sent_enquiries, "QUICKEST", timedelta())
    browser = CheckingClient(app)
    [form] = [each for each in forms(answer(browser).text) if each.action == "/enquire/check"]
    data = form.filled({})
    start = Barrier(4)

    def press(_number: int) -> str:
        window = CheckingClient(app)
        window._cookies = dict(browser._cookies or {})
        start.wait()
        pressed = window.post("/enquire/check", data=data)
        return pressed.location or pressed.text

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(press, range(4))) == {"/enquire/sent"}
    first = browser.get("/enquire/sent").text
    assert browser.post("/enquire/check", data=data).location == "/enquire/sent"
    assert REFERENCE.findall(browser.get("/enquire/sent").text) == REFERENCE.findall(first) != []
    assert (count(Household), count(SentEnquiry), count(Enquiry)) == (1, 1, 1)
    assert len(mails()) == 1


def test_t42_the_same_person_within_ten_minutes_is_one_enquiry_and_what_is_new_is_kept(
    derby: int, app: Flask, at: Later, mails: Callable[[], list[Letter]]
) -> None:
    first = send(CheckingClient(app), at)
    at(timedelta())
    other: Said = {"name": "  rowan   EXAMPLE-finch", "second_name": "Sam Example-Wren"}
    second = send(CheckingClient(app), at, name=other, time={"best_time": "morning"})
    assert REFERENCE.findall(first.text) == REFERENCE.findall(second.text)
    assert (count(Household), count(Enquiry), len(mails())) == (1, 2, 1)
    assert [each.again for each in db.session.scalars(select(SentEnquiry).order_by(SentEnquiry.id))] == [
        False,
        True,
    ]
    at(timedelta(minutes=11))
    browser = CheckingClient(app)
    answer(browser)
    at(timedelta(minutes=12))
    browser.fill_in("/enquire/check", {})
    assert count(Household) == 2


@pytest.mark.slow
def test_t42_nobody_s_mailbox_is_filled_by_what_others_type(
    derby: int, app: Flask, at: Later, mails: Callable[[], list[Letter]]
) -> None:
    for number in range(5):
        at(timedelta())
        send(CheckingClient(app), at, name={"name": f"Rowan Example-{number}"})
    assert (count(Household), len(mails())) == (5, 3)


def test_t42_what_was_not_sent_is_erased_after_two_hours_and_what_ties_it_to_a_browser_after_a_day(
    derby: int, app: Flask, client: CheckingClient, at: Later
) -> None:
    send(CheckingClient(app), at)
    answer(client)
    at(timedelta(hours=3))
    page = client.get("/enquire/check", follow_redirects=True)
    assert page.request.path == "/enquire" and "no longer here" in page.text
    at(timedelta(days=2))
    daily.ask()
    run_due()
    assert count(EnquiryDraft) == 0
    [kept] = db.session.scalars(select(SentEnquiry))
    assert (kept.person_hash, kept.said_hash, kept.from_hash) == (None, None, None)


def test_t42_nothing_special_and_no_life_story_is_asked_and_nothing_is_filled_in_for_anybody(
    derby: int, client: CheckingClient
) -> None:
    given.household(derby, "Rowan Example-Finch", email="rowan@home.example", phone="01632 960 001")
    asked: set[str] = set()
    page = client.fill_in("/enquire", {}, form="/enquire")
    while not page.request.path.endswith("/check"):
        step = page.request.path.rpartition("/")[2]
        [form] = [each for each in forms(page.text) if each.action == page.request.path]
        asked |= form.names - {"csrf_token"}
        assert "<textarea" not in page.text
        if step != "contact":
            assert not [
                name for name in form.names - set(form.choices) - {"csrf_token"} if form.values.get(name, [""])[0]
            ]
        page = client.fill_in(page.request.path, ANSWERS[step])
    assert asked == {
        *("room", "age", "postcode", "name", "second_name", "phone", "email", "company_site"),
        *("source", "which", "best_time", "needs", "language"),
    }


def test_whose_cookie_is_gone_is_told_that_nothing_was_sent_and_how_to_go_on(
    derby: int, app: Flask, client: CheckingClient
) -> None:
    answer(client)
    page = CheckingClient(app).post("/enquire/check", data={"keep_in_touch": "yes"})
    assert page.status_code == 400 and "Nothing was sent to us." in page.text
    assert 'href="/enquire"' in page.text and "Begin again" in page.text
    assert count(Household) == 0
