"""An employer puts itself forward in public, is accepted, and its own link brings those whom it sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.register import employer_signups
from crm.register.employer_tables import Employer, EmployerSignup
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import MONDAY, Later, answer, count
from tests.pages.test_reports import text_of

SignIn = Callable[..., CheckingClient]
START = "/foster-friendly"
SAID: dict[str, dict[str, object]] = {
    "organisation": {"name": "Example Rail", "sector": "transport"},
    "leave": {"leave_days": "5"},
    "contact": {"contact": "Sam Example-Contact", "email": "sam@rail.example"},
}


@pytest.fixture
def at(app: Flask, clock_at: Callable[[object], None]) -> Later:
    """Derby alone, on that Monday; it moves the clock on."""
    clock_at(MONDAY)
    given.agency()
    return lambda later: clock_at(MONDAY + later)


def put_forward(browser: CheckingClient, at: Later, **instead: dict[str, object]) -> str:
    """Answer every page and send it ten seconds later; what the last page says."""
    assert browser.get(START).status_code == 200
    page = browser.get(f"{START}/organisation")
    for step, said in {**SAID, **instead}.items():
        assert page.request.path == f"{START}/{step}", text_of(page.text)
        page = browser.fill_in(page.request.full_path.rstrip("?"), said)
    at(timedelta(seconds=10))
    return text_of(browser.fill_in(f"{START}/check", {}).text)


def test_an_employer_puts_itself_forward_once_and_is_accepted(app: Flask, at: Later, sign_in: SignIn) -> None:
    browser = CheckingClient(app)
    thanks = put_forward(browser, at)
    reference = db.session.scalars(select(EmployerSignup.reference)).one()
    db.session.rollback()
    assert reference in thanks and "Somebody from Derby fostering gets in touch" in thanks
    assert browser.get(f"{START}/check").location == f"{START}/sent"  # the way back leads to the thanks
    assert count(EmployerSignup) == 1 and count(Employer) == 0
    officer = sign_in(Role.OFFICER)
    assert 'href="/employers/sign-ups"' in officer.get("/").text
    page = officer.fill_in("/employers/sign-ups/1", {}, form="/employers/sign-ups/1/decline")
    assert "Declined" in page.text
    officer.fill_in("/employers/sign-ups/1", {}, form="/employers/sign-ups/1/put-back")
    page = officer.fill_in("/employers/sign-ups/1", {"employer": "new"}, form="/employers/sign-ups/1/accept")
    assert "Interested since 2 March 2026" in text_of(page.text) and "Sam Example-Contact" in page.text
    assert 'href="/employers/sign-ups"' not in officer.get("/").text.split("<main")[1]


def test_what_a_machine_or_a_slip_sends_is_refused_and_nothing_is_lost(
    app: Flask, at: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = CheckingClient(app)
    assert "Its name" in browser.fill_in(f"{START}/organisation", {"sector": "transport"}).text  # no name
    browser.fill_in(f"{START}/organisation", SAID["organisation"])
    assert browser.fill_in(f"{START}/leave", {"leave_days": "five"}).status_code == 422
    browser.fill_in(f"{START}/leave", {"leave_days": ""})
    page = browser.fill_in(f"{START}/contact", SAID["contact"] | {"company_site": "spam"})
    assert page.status_code == 422 and "Delete what stands in the last box" in page.text
    page = browser.fill_in(f"{START}/contact", {"contact": "Sam", "email": "nobody at all"})
    assert page.status_code == 422 and "Enter an e-mail address like" in page.text and "nobody at all" in page.text
    browser.fill_in(f"{START}/contact", SAID["contact"])
    assert "That was very quick" in browser.fill_in(f"{START}/check", {}).text
    monkeypatch.setattr(employer_signups, "FROM_ONE", 0)
    at(timedelta(seconds=10))
    assert browser.fill_in(f"{START}/check", {}).status_code == 429
    assert count(EmployerSignup) == 0
    assert browser.get(f"{START}/nonsense").status_code == 404
    assert browser.post(f"{START}/organisation", data={"name": "x" * 100_000}).status_code == 413
    stranger = CheckingClient(app)
    assert stranger.get(f"{START}/contact").location == START
    assert stranger.get(START + "?agency=nowhere").status_code == 404


def test_the_link_of_an_employer_says_who_sent_them_and_works_on_when_it_has_lapsed(
    app: Flask, at: Later, sign_in: SignIn
) -> None:
    put_forward(CheckingClient(app), at)
    officer = sign_in(Role.OFFICER)
    officer.fill_in("/employers/sign-ups/1", {"employer": "new"}, form="/employers/sign-ups/1/accept")
    key = db.session.scalars(select(Employer.key)).one()
    db.session.rollback()
    kit = CheckingClient(app).get(f"/foster-friendly/kit?employer={key}").text
    assert f"/enquire?employer={key}" in kit and "<svg" in kit and "Example Rail is with you" in text_of(kit)
    link = f"/enquire?employer={key}"
    assert "You came by the link of Example Rail" in CheckingClient(app).get(link).text
    page = answer(CheckingClient(app), link)  # nobody is asked how they heard
    assert "Where I work" in page.text and "Example Rail" in page.text
    lapsed = {"status": "lapsed", "since": date(2026, 3, 2)}
    officer.fill_in("/employers/1/status", lapsed, form="/employers/1/status")
    browser = CheckingClient(app)
    assert "Example Rail takes part in Foster Friendly no longer." in text_of(browser.get(link).text)
    answer(browser, link)
    at(timedelta(minutes=1))
    assert browser.fill_in("/enquire/check", {}).request.path == "/enquire/sent"
    assert db.session.scalars(select(Enquiry.employer)).all() == ["Example Rail"]
    db.session.rollback()
    assert "Enquiries 1" in text_of(officer.get("/employers/1").text)
    assert "We do not know the address" in CheckingClient(app).get("/enquire?employer=mistyped").text
    assert CheckingClient(app).get("/foster-friendly/kit?employer=mistyped").status_code == 404
