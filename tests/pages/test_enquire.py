"""The public form, page by page: it asks, keeps, sends once, and thanks everybody alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.people.front_tables import EnquiryDraft, SentEnquiry
from crm.people.handover_tables import Handover
from crm.people.tables import Carer, Household
from tests import given
from tests.doors import CheckingClient, words_of
from tests.enquiring import ANSWERS, Later, Said, answer, count, send

pytestmark = pytest.mark.slow  # together they take seconds

CHECKED = "Spare bedroom: yes. 21 or over: yes"


@pytest.fixture
def derby(app: Flask, at: Later) -> int:
    return given.agency()


def test_an_enquiry_is_on_record_with_everything_that_was_said(
    derby: int, client: CheckingClient, at: Later, mails: Callable[[], list[Letter]]
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


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("employer", {"employer": "Example Motors", "note": CHECKED}),
        ("existing_carer", {"referred_by": "Example Motors", "note": CHECKED}),
        ("event", {"campaign": "Example Motors", "note": CHECKED}),
        ("word_of_mouth", {"note": f"How they heard: Example Motors. {CHECKED}"}),
    ],
)
def test_which_employer_event_or_carer_told_them_is_kept_where_staff_would_put_it(
    derby: int, client: CheckingClient, at: Later, source: str, kept: dict[str, str]
) -> None:
    page = answer(client, heard={"source": source, "which": "Example Motors"})
    assert "Example Motors" in words_of(page)
    at(timedelta(seconds=10))
    client.fill_in("/enquire/check", {})
    said = db.session.scalars(select(Enquiry)).one()
    names = ("employer", "campaign", "service", "referred_by", "note")
    assert {name: getattr(said, name) for name in names if getattr(said, name)} == kept


def test_t42_the_first_page_sets_no_cookie_and_keeps_nothing(derby: int, client: CheckingClient) -> None:
    page = client.get("/enquire")
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    assert count(EnquiryDraft) == 0


def test_t42_no_answer_stands_in_an_address_or_in_the_cookie(derby: int, client: CheckingClient, at: Later) -> None:
    page = send(client, at)
    for reply in (*page.history, page):
        assert not reply.request.query_string and "Rowan" not in str(reply.headers)


def test_the_officer_reads_how_the_self_check_was_answered(
    derby: int, client: CheckingClient, sign_in: Callable[..., CheckingClient], at: Later
) -> None:
    send(client, at, room={"room": "unsure"}, age={"age": "no"})
    reference = db.session.scalars(select(Household.reference)).one()
    page = words_of(sign_in(Role.OFFICER).get(f"/households/{reference}/enquiries"))
    assert "Spare bedroom: not sure, or not yet. 21 or over: no" in page


def test_an_answer_is_changed_from_the_page_on_which_they_are_checked(
    derby: int, client: CheckingClient, at: Later
) -> None:
    page = answer(client)
    assert "Rowan Example-Finch" in page.text and "In the evening" in page.text
    page = client.fill_in("/enquire/time", {"best_time": "morning"})
    assert page.request.path == "/enquire/check" and "In the morning" in page.text


def test_t03_t42_who_is_known_sees_what_a_stranger_sees(derby: int, app: Flask, at: Later) -> None:
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


def test_whoever_goes_back_after_sending_is_told_that_it_was_sent(
    derby: int, client: CheckingClient, at: Later
) -> None:
    question = answer(client).text
    token = question.split('name="csrf_token" value="')[1].split('"')[0]
    thanked = words_of(send(client, at))
    for address in ("/enquire/check", "/enquire/name", "/enquire/contact"):
        page = client.get(address, follow_redirects=True)
        assert page.request.path == "/enquire/sent" and words_of(page) == thanked
    again = client.post("/enquire/name", data={"csrf_token": token, "name": "Rowan"}, follow_redirects=True)
    assert words_of(again) == thanked
    assert count(Enquiry) == 1


def test_advice_is_given_and_no_door_is_shut(derby: int, client: CheckingClient, at: Later) -> None:
    page = answer(
        client, room={"room": "no"}, age={"age": "no"}, postcode={"postcode": "NG1 5DT"}, heard={}, help={}
    )
    for said in ("a bedroom of their own", "from 21 on", "Your postcode is in Nottingham"):
        assert said in page.text
    at(timedelta(seconds=10))
    assert client.fill_in("/enquire/check", {}).request.path == "/enquire/sent"
    assert db.session.scalars(select(Household.agency_id)).one() == derby


def test_the_postcode_leads_to_the_council_of_a_hub_and_another_may_be_chosen(
    app: Flask, client: CheckingClient, at: Later
) -> None:
    derby, nottingham = (given.agency(slug, hub="d2n2") for slug in ("derby", "nottingham"))
    given.agency("leicester")
    page = answer(client, "/enquire?hub=d2n2", postcode={"postcode": "NG1 5DT"})
    assert "Nottingham" in page.text and "Leicester" not in page.text
    page = client.fill_in("/enquire/council", {"council": "derby"})
    assert page.request.path == "/enquire/check" and "Now send it to Derby" in page.text
    at(timedelta(seconds=10))
    client.fill_in("/enquire/check", {"keep_in_touch": "yes"})
    waits = db.session.scalars(select(Handover)).one()
    assert (waits.agency_id, (waits.details or {})["keep_in_touch"]) == (derby, True)
    assert nottingham != derby


def test_without_a_postcode_that_says_it_the_council_is_asked_for(app: Flask, client: CheckingClient) -> None:
    for slug in ("derby", "nottingham"):
        given.agency(slug)
    client.fill_in("/enquire", {}, form="/enquire")
    client.fill_in("/enquire/room", {"room": "yes"})
    client.fill_in("/enquire/age", {"age": "yes"})
    nowhere = client.fill_in("/enquire/postcode", {"postcode": "ZZ99 9ZZ"})
    assert (
        nowhere.status_code == 422 and "No UK postcode begins with ZZ: check it. You can leave it" in nowhere.text
    )
    page = client.fill_in("/enquire/postcode", {})
    assert page.request.path == "/enquire/council" and "Nottingham" in page.text
    assert client.fill_in("/enquire/council", {}).status_code == 422


@pytest.mark.parametrize("address", ["/enquire?agency=nowhere", "/enquire?hub=nowhere", "/enquire"])
def test_a_front_door_that_there_is_not_is_no_page(app: Flask, client: CheckingClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_whoever_follows_a_wrong_address_is_led_to_the_form(derby: int, client: CheckingClient) -> None:
    page = client.get("/enquire?agency=nowhere")
    assert page.status_code == 404 and 'href="/enquire">Ask about fostering' in page.text
    assert "the record" not in page.text and "search for the household" not in page.text


def test_staff_see_the_form_as_the_public_does(app: Flask, sign_in: Callable[..., CheckingClient]) -> None:
    page = sign_in(Role.OFFICER).get("/enquire?agency=derby").text
    assert "Derby fostering" in page and "Log an enquiry" not in page and "Sign out" not in page
