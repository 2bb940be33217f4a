"""What carers ask for from a day ahead begins on the later of that day and their agreement (RV-7, B-5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from crm.actor import Role
from crm.commands import journeys, ranges, ranges_ahead
from crm.errors import Refused
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey.events import RevisionDropped, RevisionProposed, TermsChanged
from crm.ledger.tables import BedEntry
from crm.people.request_tables import RangeRequestStep
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


def _steps() -> list[str]:
    found = list(db.session.scalars(select(RangeRequestStep.step).order_by(RangeRequestStep.id)))
    db.session.rollback()
    return found


def _places(case: Case, day: date) -> int:
    terms = case.terms(day)
    assert terms is not None
    return terms.places


def test_agreed_before_its_day_it_changes_nothing_until_then_and_one_bed_on_it(
    case: Case, clock_at: Callable[[date], None], mails: Callable[[], list[Letter]]
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
    mails()
    assert ranges_ahead.begin() == (1, 0) and ranges_ahead.begin() == (0, 0)
    assert [letter.to for letter in mails()] == ["carer@derby.example"], "who are told once"
    assert _steps() == ["sent", "offered", "ahead", "agreed"]
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


def _put_right(case: Case, event: int, **other: object) -> int:
    told = {"happened_on": TODAY, "asked_by": "carer", "places": 2, "age_from": 2, "age_to": 10} | other
    return journeys.correct(case.home, event, RevisionProposed(**told), reason="mistyped", by=case.at.officer)  # type: ignore[arg-type]


def test_rv_7_what_the_carers_agreed_to_is_put_right_and_waits_for_their_agreement_anew(
    case: Case, clock_at: Callable[[date], None], mails: Callable[[], list[Letter]]
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    mails()
    proposal = len(case.at.events(case.reference))
    _put_right(case, proposal)
    assert [letter.to for letter in mails()] == ["carer@derby.example"]
    page = said(case.carer.get(path).text)
    assert "Waits for you" in page and "You agreed in writing on" not in page and "2 to 10" in page
    assert "The offer was changed by the service, 31 January 2022" in page
    assert "You asked for: 3 places; ages 0 to 16" in page
    clock_at(BEGINS)
    before = _beds()
    assert ranges_ahead.begin() == (0, 0) and _beds() == before and _places(case, BEGINS) == 2


def test_rv_7_a_proposal_put_right_while_it_was_dropped_begins_only_with_the_agreement_to_it(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    proposal, by = len(case.at.events(case.reference)), case.at.officer
    dropped = journeys.record(case.home, 1, RevisionDropped(happened_on=TODAY), by=by)
    _put_right(case, proposal)
    journeys.strike_out(case.home, dropped, reason="mistyped", by=by)
    assert "Waits for you" in case.carer.get(path).text
    clock_at(BEGINS)
    assert ranges_ahead.begin() == (0, 0)


def test_t49_an_offer_put_right_before_the_carers_answer_is_a_step_that_they_are_told(
    case: Case, mails: Callable[[], list[Letter]]
) -> None:
    path = case.ask()
    case.offer(path)
    mails()
    _put_right(case, len(case.at.events(case.reference)), places=4)
    assert [letter.to for letter in mails()] == ["carer@derby.example"]
    page = said(case.carer.get(path).text)
    assert "The offer was changed by the service, 31 January 2022" in page
    assert "You asked for: 3 places; ages 0 to 16" in page


@pytest.mark.parametrize("basis", ["agreement", "notice"])
def test_what_the_carers_agreed_to_from_a_day_is_settled_by_nobody_for_another(case: Case, basis: str) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    with pytest.raises(Refused, match="agreed in writing on 31 January 2022 that this begins on 2 March 2022"):
        ranges.settle(case.home, 1, on=TODAY, basis=basis, by=case.at.officer)
    assert _places(case, TODAY) == 2
    shown = said(case.at.browser.get(f"/households/{case.reference}/range").text)
    assert "The carers agreed in writing on 31 January 2022: it begins on 2 March 2022, by itself" in shown
    assert "Record the change" not in shown
    form = said(case.at.browser.get(f"/households/{case.reference}/journeys/1/decide/terms-changed").text)
    assert "agreed in writing on 31 January 2022 that this begins on 2 March 2022" in form
