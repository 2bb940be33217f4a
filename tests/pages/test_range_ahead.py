"""What carers ask for from a day ahead begins on the later of that day and their agreement (RV-7, B-5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from crm.actor import Role
from crm.commands import journeys, ranges_ahead
from crm.extensions import db
from crm.journey.events import RevisionDropped, TermsChanged
from crm.ledger.tables import BedEntry
from tests import given
from tests.doors import CheckingClient
from tests.pages.carers_asking import ANSWERS, Answers, Case, said
from tests.pages.conftest import TODAY, Desk

BEGINS = TODAY + timedelta(days=30)
AHEAD: Answers = (*ANSWERS[:-1], ("support", {"support": "A cot", "wanted_on": BEGINS}))


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """A household for 2 children aged 5 to 11, and its carer."""
    at = desk()
    reference = at.approved(agreed=True)
    home = at.household_id(reference)
    journeys.record(home, 1, TermsChanged(happened_on=date(2021, 9, 2), age_from=5, age_to=11), by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), reference)


def _beds() -> int:
    found = db.session.scalar(select(func.sum(BedEntry.quantity)).where(BedEntry.book == "places")) or 0
    db.session.rollback()
    return found


def _places(case: Case, day: date) -> int:
    terms = case.terms(day)
    assert terms is not None
    return terms.places


def test_agreed_before_its_day_it_changes_nothing_until_then_and_one_bed_on_it(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask(AHEAD)
    staff = case.offer(path)
    assert "it takes effect on 2 March 2022, as you asked, and not before" in said(case.carer.get(path).text)
    before = _beds()
    assert "It begins on 2 March 2022" in case.press(path, "agree")
    assert "You agreed in writing on 31 January 2022" in said(case.carer.get(path).text)
    assert "The terms change on 2 March 2022, by themselves" in said(case.at.browser.get(staff).text)
    clock_at(BEGINS - timedelta(days=1))
    assert ranges_ahead.begin() == (0, 0) and _beds() == before
    clock_at(BEGINS)
    assert ranges_ahead.begin() == (1, 0) and ranges_ahead.begin() == (0, 0)
    assert _beds() == before + 1
    assert (_places(case, BEGINS - timedelta(days=1)), _places(case, BEGINS)) == (2, 3)


def test_the_job_that_comes_late_lets_the_change_bear_its_own_day(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    clock_at(BEGINS + timedelta(days=2))
    assert ranges_ahead.begin() == (1, 0)
    assert (_places(case, BEGINS - timedelta(days=1)), _places(case, BEGINS)) == (2, 3)


def test_agreed_after_the_asked_day_it_begins_at_once(case: Case, clock_at: Callable[[date], None]) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    clock_at(BEGINS)
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    assert "has changed today" in case.press(path, "agree")
    assert _places(case, BEGINS) == 3


def test_what_the_service_drops_before_its_day_never_begins(case: Case, clock_at: Callable[[date], None]) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    journeys.record(case.home, 1, RevisionDropped(happened_on=TODAY), by=case.at.officer)
    page = case.carer.get(path).text
    assert "Not pursued" in page and "Dropped by the service, 31 January 2022" in page
    clock_at(BEGINS)
    before = _beds()
    assert ranges_ahead.begin() == (0, 0) and _beds() == before


def test_what_the_rules_refuse_on_its_day_goes_back_to_the_carers_and_their_worker(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    clock_at(BEGINS + timedelta(days=3))
    given.reviewed(case.home, 1, BEGINS + timedelta(days=2), by=case.at.officer)
    assert ranges_ahead.begin() == (0, 1)
    assert _places(case, BEGINS + timedelta(days=3)) == 2
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    page = case.carer.get(path).text
    assert "Waits for you" in page and "Could not begin on its day" in page
