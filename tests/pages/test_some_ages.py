"""Carers say that only some ages can come for a while: a memo that staff see, and that moves no ledger (B-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from crm.actor import Role
from crm.commands import journeys
from crm.extensions import db
from crm.journey.events import TermsChanged
from crm.ledger.tables import BedEntry, EventRecord
from tests import given
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case
from tests.pages.conftest import TODAY, Desk

AGES = "/portal/places/ages"
UNTIL = TODAY + timedelta(days=20)


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """A household for 2 children aged 5 to 11, and its carer."""
    at = desk()
    reference = at.approved(agreed=True)
    home = at.household_id(reference)
    journeys.record(home, 1, TermsChanged(happened_on=date(2021, 9, 2), age_from=5, age_to=11), by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), reference)


def _say(case: Case, **other: object) -> str:
    sent = {"age_from": 5, "age_to": 7, "from_on": TODAY, "to_on": UNTIL, **other}
    return case.carer.fill_in(AGES, sent, form=AGES).text


def _found(case: Case, ages: str) -> bool:
    return case.reference in case.at.browser.get(f"/homes?ages={ages}").text


def _counted() -> tuple[int, int]:
    rows = (
        db.session.scalar(select(func.count(BedEntry.id))),
        db.session.scalar(select(func.count(EventRecord.id))),
    )
    db.session.rollback()
    return rows[0] or 0, rows[1] or 0


def test_it_is_respected_and_shown_to_staff_and_nothing_in_the_ledger_moves(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    before = _counted()
    assert _found(case, "6") and _found(case, "10")
    assert "Only ages 5 to 7, from 31" in _say(case)
    assert _found(case, "6") and not _found(case, "10") and not _found(case, "6, 10")
    assert "for now 5 to 7" in case.at.browser.get("/homes").text
    register = case.at.browser.get("/register").text
    assert "for now only ages 5 to 7" in register and "5 to 11" in register
    assert "only ages 5 to 7 from 31 January 2022" in case.at.browser.get("/?whose=all").text
    assert _counted() == before
    clock_at(UNTIL)
    case.at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    assert _found(case, "10") and "for now" not in case.at.browser.get("/register").text


def test_carers_take_it_back_and_say_another_instead(case: Case) -> None:
    _say(case)
    _say(case, age_from=8, age_to=11)
    page = case.carer.get("/portal/places").text
    assert "Only ages 8 to 11" in page and "Only ages 5 to 7" not in page
    case.carer.fill_in("/portal/places", {}, form=f"{AGES}/end")
    assert "Only ages 8" not in case.carer.get("/portal/").text and _found(case, "6")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"age_to": 14}, "You are approved for ages 5 to 11"),
        ({"age_to": 11}, "These are all the ages that you are approved for"),
        ({"from_on": TODAY - timedelta(days=1)}, "The first day must be today or later"),
        ({"to_on": TODAY}, "The day must be after the first"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_as_it_was_typed(
    case: Case, wrong: dict[str, object], says: str
) -> None:
    page = _say(case, **wrong)
    assert says in page.replace("\u00a0", " ") and 'value="5"' in page
    assert case.at.audited("availability.ages") == []


def test_what_is_said_for_some_days_leaves_what_was_said_for_the_days_after_them(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    case.carer.fill_in(AGES, {"age_from": 5, "age_to": 7, "from_on": TODAY}, form=AGES)
    first, last = TODAY + timedelta(days=10), TODAY + timedelta(days=20)
    _say(case, age_from=6, from_on=first, to_on=last)
    page = case.carer.get("/portal/places").text.replace("\u00a0", " ")
    assert page.count("Only ages 5 to 7") == 2 and "Only ages 6 to 7" in page
    for day, held in ((first, "6 to 7"), (last, "5 to 7")):
        clock_at(day)
        case.at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
        assert f"for now only ages {held}" in case.at.browser.get("/register").text
