"""Carers say when their places can be used: it holds at once, and the beds stay as they are (B-11, B-17)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.actor import Role
from crm.commands import assignments, availability, journeys, placements
from crm.commands.availability import Closed
from crm.commands.stays import Stay
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey.events import TermsChanged
from crm.ledger.tables import BedEntry, EventRecord
from crm.people.tables import User
from tests import given
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, second_carer
from tests.pages.conftest import TODAY, Desk

PLACES = "/portal/places"
BREAK = {"places": 2, "from_on": TODAY, "to_on": TODAY + timedelta(days=10), "reason": "break"}


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """A household for 2 children aged 5 to 11, one of whom is there, and its carer."""
    at = desk()
    reference = at.approved(agreed=True)
    home = at.household_id(reference)
    narrow = TermsChanged(happened_on=date(2021, 9, 2), age_from=5, age_to=11)
    journeys.record(home, 1, narrow, by=at.officer)
    placements.place(home, Stay(child="C-1", from_on=date(2021, 10, 1), offer="short_term"), by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), reference)


def _break(case: Case, browser: CheckingClient | None = None, /, **other: object) -> tuple[int, str]:
    sent = {name: value for name, value in {**BREAK, "places": 1, **other}.items() if value != ""}
    page = (browser or case.carer).fill_in(f"{PLACES}/break", sent, form=f"{PLACES}/break")
    return page.status_code, page.text


def _counted() -> tuple[int, int]:
    found = (
        db.session.scalar(select(func.count(BedEntry.id))),
        db.session.scalar(select(func.count(EventRecord.id))),
    )
    db.session.rollback()
    return found[0] or 0, found[1] or 0


def _main(page: str) -> str:
    return re.sub(r"\s+", " ", page.split("<main")[1])


def test_a_break_holds_at_once_for_staff_and_both_carers_and_moves_no_bed(app: Flask, case: Case) -> None:
    before = _counted()
    assert "1 place free" in _main(case.carer.get("/portal/").text.replace("\u00a0", " "))
    code, page = _break(case)
    assert code == 200 and "Your break is on record" in page and "Not available: a holiday or a break" in page
    second = second_carer(case, CheckingClient(app)).get("/portal/").text
    assert "Not available: a holiday or a break" in second and "Said by <bdi>Rowan Example-Finch" in second
    staff = case.at.browser.get(f"/households/{case.reference}").text
    assert "carer taking a break" in staff and "1 not available" in staff
    assert "The carers say: 1 place cannot be used from 31 January 2022 until 10 February 2022" in (
        case.at.browser.get("/").text.replace("\u00a0", " ")
    )
    assert _counted() == before
    assert case.terms() is not None and case.terms().places == 2  # type: ignore[union-attr] # it was just asked


def test_a_break_ends_early_one_ahead_is_given_up_and_one_without_an_end_gets_one(case: Case) -> None:
    _break(case, from_on=TODAY, to_on=TODAY + timedelta(days=20))
    _break(case, from_on=TODAY + timedelta(days=30), to_on="")
    page = case.carer.get(PLACES).text
    assert page.count("Not available") == 1 and "To come" in page
    now, ahead = sorted(set(re.findall(rf"{PLACES}/breaks/(\d+)/end", page)), key=int)
    late = case.carer.fill_in(f"{PLACES}/breaks/{now}/end", {"to_on": TODAY + timedelta(days=25)})
    assert late.status_code == 422 and "It ends before that already" in late.text
    case.carer.fill_in(f"{PLACES}/breaks/{now}/end", {"to_on": TODAY + timedelta(days=5)})
    case.carer.fill_in(f"{PLACES}/breaks/{ahead}/end", {"to_on": TODAY + timedelta(days=1)})
    page = case.carer.get(PLACES).text.replace("\u00a0", " ")
    assert "until 5 February 2022" in page and "To come" not in page
    (number,) = set(re.findall(rf"{PLACES}/breaks/(\d+)/end", page))
    case.carer.fill_in(f"{PLACES}/breaks/{number}/end", {"to_on": TODAY})
    assert "/end" not in case.carer.get(PLACES).text and "Free" in case.carer.get(PLACES).text


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "must be today or later"),
        ({"to_on": TODAY}, "must be after the first"),
        ({"places": 3}, "between 1 and 2"),
        ({"reason": ""}, "Choose why"),
    ],
)
def test_a_break_that_cannot_be_says_why_and_keeps_what_was_typed(
    case: Case, other: dict[str, object], says: str
) -> None:
    code, page = _break(case, **{"to_on": TODAY + timedelta(days=3), "reason": "illness", **other})
    assert code == 422 and says in page
    if other.get("reason", "x"):
        assert re.search(r'value="illness"[^>]*checked', page)


def test_the_second_carer_is_told_that_the_break_is_on_record_already(app: Flask, case: Case) -> None:
    other = second_carer(case, CheckingClient(app))
    assert _break(case, places=2)[0] == 200
    code, page = _break(case, other, places=2)
    assert code == 422 and "It is on record already that 2 places cannot be used" in page


def test_what_the_service_has_put_on_hold_is_not_told_and_not_ended(case: Case) -> None:
    held = Closed(places=1, reason="service_hold", from_on=TODAY)
    number = availability.close(case.home, held, by=case.at.officer)
    for path in ("/portal/", PLACES):
        page = case.carer.get(path).text
        assert "Not available: ask your worker" in page and "on hold" not in page.lower() and "/end" not in page
    assert case.carer.get(f"{PLACES}/breaks/{number}/end").status_code == 404


def test_T15_a_break_of_another_household_is_unknown(case: Case) -> None:
    other = case.at.household_id(case.at.approved())
    theirs = availability.close(other, Closed(places=1, reason="break", from_on=TODAY), by=case.at.officer)
    token = case.carer.get(f"{PLACES}/break").text.split('name="csrf_token" value="')[1].split('"')[0]
    for number in (theirs, 999_999):
        path = f"{PLACES}/breaks/{number}/end"
        assert case.carer.get(path).status_code == 404
        sent = {"csrf_token": token, "to_on-day": "1", "to_on-month": "2", "to_on-year": "2022"}
        assert case.carer.post(path, data=sent).status_code == 404


def test_room_for_a_child_of_some_ages_is_among_the_worker_s_things_to_do(
    case: Case, mails: Callable[[], list[Letter]]
) -> None:
    worker = given.user(Role.SOCIAL_WORKER)
    number = db.session.scalars(select(User.id).where(User.email == worker)).one()
    db.session.rollback()
    assignments.assign([case.home], number, by=case.at.officer)
    before = _counted()
    wide = case.carer.fill_in(f"{PLACES}/room", {"children": 1, "age_from": 5, "age_to": 14})
    assert wide.status_code == 422 and "You are approved for ages 5 to 11" in wide.text
    done = case.carer.fill_in(f"{PLACES}/room", {"children": 1, "age_from": 5, "age_to": 8})
    assert done.status_code == 200 and "Your worker has it" in done.text
    (letter,) = mails()
    assert letter.to == worker and case.reference in letter.text and "ages" not in letter.text
    assert "they can take 1 child now, ages 5 to 8" in case.at.browser.get(f"/households/{case.reference}").text
    assert _counted() == before


def test_home_says_who_the_worker_is_and_what_comes_next(case: Case) -> None:
    page = case.carer.get("/portal/")
    assert "Nobody at present: call your fostering service" in page.text
    assert "Your yearly review: by 1 September 2022" in page.text.replace("\u00a0", " ")
    assert len(page.data) < 30_000


def test_whoever_is_not_approved_has_no_places_to_speak_of(at_home: CheckingClient) -> None:
    assert "Your application" in at_home.get("/portal/").text
    for path in (PLACES, f"{PLACES}/break", f"{PLACES}/room"):
        assert at_home.get(path).location == "/portal/"


@pytest.fixture
def at_home(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> CheckingClient:
    at = desk()
    return sign_in(Role.CARER, household_id=at.household_id(at.home()))
