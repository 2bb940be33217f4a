"""Carers say whom they would most like to look after: it holds at once, binds nobody, and moves no bed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.actor import Role
from crm.commands import journeys
from crm.extensions import db
from crm.journey.events import TermsChanged
from crm.ledger.tables import BedEntry, EventRecord
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, second_carer
from tests.pages.conftest import Desk

WISHES = "/portal/wishes"
SAID = {"wished_places": 1, "wished_from": 5, "wished_to": 8, "wishes": "One who likes animals"}


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """A household for 2 children aged 5 to 11, and its carer."""
    at = desk()
    reference = at.approved(agreed=True)
    home = at.household_id(reference)
    journeys.record(home, 1, TermsChanged(happened_on=date(2021, 9, 2), age_from=5, age_to=11), by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), reference)


def _plain(page: str) -> str:
    return re.sub(r"\s+", " ", page.split("<main")[1].replace("\u00a0", " "))


def _moved() -> tuple[int | None, ...]:
    found = tuple(db.session.scalar(select(func.count(table.id))) for table in (BedEntry, EventRecord))
    db.session.rollback()
    return found


def test_what_carers_would_like_holds_at_once_where_staff_look_and_moves_nothing(case: Case) -> None:
    before, terms = _moved(), case.terms()
    page = case.carer.fill_in(WISHES, {**SAID, "wished_offers": ["siblings"]}, form=WISHES)
    assert page.request.path == "/portal/" and "Your approval stays as it is" in page.text
    range_page = _plain(case.at.browser.get(f"/households/{case.reference}/range").text)
    assert "Siblings</dd>" in range_page.replace("siblings", "Siblings") and "One who likes animals" in range_page
    homes = _plain(case.at.browser.get("/homes?ages=6").text)
    assert "Would like most: 1 child, ages 5 to 8, siblings" in homes
    assert (_moved(), case.terms()) == (before, terms)


def test_what_goes_beyond_the_approval_is_kept_and_says_how_to_ask_for_it(case: Case) -> None:
    case.carer.fill_in(WISHES, {**SAID, "wished_from": 0, "wished_to": 3}, form=WISHES)
    page = _plain(case.carer.get(WISHES).text)
    assert "some care that your approval does not cover" in page and 'href="/portal/range/places"' in page


def test_of_two_carers_who_say_something_else_the_second_sees_both_and_decides(app: Flask, case: Case) -> None:
    other = second_carer(case, CheckingClient(app))
    key, version = (_hidden(other, name) for name in ("idempotency_key", "version"))
    case.carer.fill_in(WISHES, SAID, form=WISHES)
    sent = {"wished_places": "2", "idempotency_key": key, "version": version, "csrf_token": _hidden(other)}
    late = other.post(WISHES, data=sent)
    assert late.status_code == 409 and 'value="2"' in late.text
    assert "One who likes animals" in late.text and "have changed this since you opened it" in late.text
    again = re.search(r'name="version" value="([^"]+)"', late.text)
    assert again is not None
    assert other.post(WISHES, data=sent | {"version": again[1]}).status_code == 303
    assert 'value="2"' in case.carer.get(WISHES).text


def test_staff_who_change_something_else_meanwhile_are_in_nobody_s_way(case: Case) -> None:
    key, version = (_hidden(case.carer, name) for name in ("idempotency_key", "version"))
    case.at.browser.fill_in(f"/households/{case.reference}/profile/house/edit", {"pets": "A cat"})
    sent = {"wished_places": "1", "idempotency_key": key, "version": version, "csrf_token": _hidden(case.carer)}
    assert case.carer.post(WISHES, data=sent).status_code == 303


def test_the_form_that_is_sent_twice_is_done_once_and_with_other_words_not_at_all(case: Case) -> None:
    hidden = {name: _hidden(case.carer, name) for name in ("idempotency_key", "version", "csrf_token")}
    first = {**hidden, "wishes": "Quiet ones"}
    assert [case.carer.post(WISHES, data=first).status_code for _ in range(2)] == [303, 303]
    other = case.carer.post(WISHES, data={**hidden, "wishes": "Loud ones"})
    assert other.status_code == 422 and "Loud ones" in other.text and "was sent already" in other.text


def test_ages_the_wrong_way_round_are_refused_and_what_was_typed_stays(case: Case) -> None:
    page = case.carer.fill_in(WISHES, {**SAID, "wished_from": 9}, form=WISHES)
    assert page.status_code == 422 and "One who likes animals" in page.text


def _hidden(browser: CheckingClient, name: str = "csrf_token") -> str:
    found = re.search(
        rf'name="{name}" value="([^"]+)"', browser.get(WISHES).text.split('action="/portal/wishes"')[1]
    )
    assert found is not None
    return found[1]
