"""What carers and staff read of an offer on the last of the 28 days to answer it, and on the 29th (RV-6, RV-7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import journeys, ranges
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import RevisionAnswered, RevisionDropped, RevisionProposed, TermsChanged
from crm.journey.ranges import Terms
from crm.people.tables import User
from tests import given
from tests.doors import CheckingClient
from tests.pages.carers_asking import ANSWERS, Answers, Case, said
from tests.pages.conftest import TODAY, Desk

LAST = TODAY + timedelta(days=28)  # 28 February 2022
NEXT = LAST + timedelta(days=1)


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    at = desk()
    reference = at.approved(agreed=True)
    home = at.household_id(reference)
    journeys.record(home, 1, TermsChanged(happened_on=date(2021, 9, 2), age_from=5, age_to=11), by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), reference)


def test_rv_6_on_the_28th_day_the_carers_may_still_answer_and_on_the_29th_no_more(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask()
    staff = case.offer(path)
    clock_at(LAST)
    carer, others = _read(case, path, staff)
    assert "You have until the end of 28 February 2022 to answer" in carer and "today is the last day" in carer
    assert "from 1 March 2022 your service may let it take effect without your agreement" in carer
    for page in others:
        assert "may answer until the end of 28 February 2022" in page
        assert "from 1 March 2022, and not before" in page
        assert "The 28 days" not in page
    clock_at(NEXT)
    carer, others = _read(case, path, staff)
    assert "The last day to answer was 28 February 2022" in carer and "You have until" not in carer
    assert "Nothing has changed yet" in carer and "You can still agree" in carer
    for page in others:
        assert "The 28 days in which the carers could answer ended with 28 February 2022" in page
        assert "it can take effect from today on" in page and "may answer until" not in page
    assert "has changed today" in case.press(path, "agree"), "which they may for as long as it waits"
    assert case.terms(LAST) == Terms(2, 5, 11) and case.terms(NEXT) == Terms(3, 0, 16)


def test_rv_6_what_the_carers_answered_waits_for_what_it_leads_to(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask()
    staff = case.offer(path)
    clock_at(LAST)
    answered = RevisionAnswered(happened_on=LAST, answer="representations")
    journeys.record(case.home, 1, answered, by=case.at.officer)
    clock_at(NEXT)
    carer, others = _read(case, path, staff)
    assert "Your service has your answer of 28 February 2022" in carer and "may let it take effect" not in carer
    for page in others:
        assert "The carers answered on 28 February 2022" in page and "from today on" not in page


def _read(case: Case, path: str, staff: str) -> tuple[str, tuple[str, str]]:
    """What the carer reads of the request, and what the staff do of it and on the household's page."""
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    case.at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    pages = (staff, f"/households/{case.reference}/range")
    first, second = (said(case.at.browser.get(each).text) for each in pages)
    return said(case.carer.get(path).text), (first, second)


def _proposed(case: Case, day: date, **other: object) -> RevisionProposed:
    return RevisionProposed(happened_on=day, asked_by="carer", places=3, age_from=0, age_to=16, **other)  # type: ignore[arg-type]


def _latest(case: Case) -> int:
    """The number of the last event on record."""
    return max(row.id for journey in given.fold(case.home).journeys for row in journey.rows)


def test_rv_7_an_offer_that_waits_is_not_moved_before_a_change_that_was_settled(case: Case) -> None:
    """Else it would be told as agreed, though nobody has agreed to it."""
    first = case.ask((("places", {"places": 3}), *_same_ages()))
    case.offer(first)
    case.press(first, "agree")
    four = RevisionProposed(happened_on=TODAY, asked_by="carer", places=4)
    ranges.propose(case.home, 1, four, support="None", by=case.at.officer)
    moved = RevisionProposed(happened_on=TODAY - timedelta(days=40), asked_by="carer", places=4)
    with pytest.raises(Refused, match="taken for another change"):
        journeys.correct(case.home, _latest(case), moved, reason="mistyped", by=case.at.officer)
    assert "A change of terms is proposed" in said(case.at.browser.get(f"/households/{case.reference}/range").text)


def test_rv_6_what_was_offered_in_the_portal_was_not_said_before_that_day(case: Case) -> None:
    path = case.ask()
    case.offer(path)
    earlier = TODAY - timedelta(days=60)
    for told in (_proposed(case, earlier), _proposed(case, earlier, answer_by=earlier + timedelta(days=28))):
        with pytest.raises(Refused, match="offered to the carers in the portal on 31 January 2022"):
            journeys.correct(case.home, _latest(case), told, reason="mistyped", by=case.at.officer)
    with pytest.raises(Refused, match="The carer has until 28 February 2022"):
        told = _proposed(case, TODAY, answer_by=TODAY - timedelta(days=1))
        journeys.correct(case.home, _latest(case), told, reason="mistyped", by=case.at.officer)
    assert "until the end of 28 February 2022" in said(case.carer.get(path).text)


@pytest.mark.parametrize("how", ["moved", "struck"])
def test_rv_6_a_proposal_dated_back_leaves_28_days_from_when_it_could_be_read(
    case: Case, clock_at: Callable[[date], None], how: str
) -> None:
    by, back = _person(case), _proposed(case, TODAY - timedelta(days=60))
    if how == "moved":
        ranges.propose(case.home, 1, _proposed(case, TODAY), support="None", by=by)
        short = replace(back, answer_by=back.happened_on + timedelta(days=28))
        with pytest.raises(Refused, match="The carer has until 28 February 2022"):
            journeys.correct(case.home, _latest(case), short, reason="mistyped", by=by)
        journeys.correct(case.home, _latest(case), replace(back, answer_by=LAST), reason="mistyped", by=by)
    else:
        case.offer(case.ask())
        journeys.strike_out(case.home, _latest(case), reason="mistyped", by=by)
        ranges.propose(case.home, 1, back, support="None", by=by)
    for who in (by, case.at.officer):
        with pytest.raises(Refused, match="may answer until 28 February 2022"):
            ranges.settle(case.home, 1, on=TODAY, basis="notice", by=who)
    assert case.terms() == Terms(2, 5, 11)
    clock_at(NEXT)
    ranges.settle(case.home, 1, on=NEXT, basis="notice", by=case.at.officer)


def test_rv_7_no_agreement_is_made_up_by_striking_out_that_an_offer_was_dropped(case: Case) -> None:
    first = case.ask((("places", {"places": 4}), *_same_ages()))
    case.offer(first)
    dropped = journeys.record(case.home, 1, RevisionDropped(happened_on=TODAY), by=case.at.officer)
    second = case.ask()
    case.offer(second)
    case.press(second, "agree")
    with pytest.raises(Refused, match="propose it anew if it is to be offered again"):
        journeys.strike_out(case.home, dropped, reason="mistyped", by=case.at.officer)
    with pytest.raises(Refused, match="is on record already, and would be taken for what came of this"):
        ranges.propose(case.home, 1, _proposed(case, date(2022, 1, 3)), support="None", by=case.at.officer)
    assert "Agreed in writing" not in said(case.carer.get(first).text)
    agreed = TermsChanged(happened_on=TODAY, basis="agreement", places=3, age_from=0, age_to=16)
    earlier = replace(agreed, happened_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="agreed to it in the portal from 31 January 2022"):
        journeys.correct(case.home, _latest(case), earlier, reason="mistyped", by=case.at.officer)
    journeys.strike_out(case.home, _latest(case), reason="mistyped", by=case.at.officer)
    page = said(case.carer.get(second).text)
    assert "Put right by the service: it waits as before" in page and "If you agree" in page, "by two people"
    assert "You have agreed" in case.press(second, "agree") and case.terms() == Terms(3, 0, 16)


def _person(case: Case) -> Actor:
    number = db.session.scalars(select(User.id).where(User.email == "manager@derby.example")).one()
    db.session.rollback()
    return replace(case.at.officer, user_id=number)


def _same_ages() -> Answers:
    return ("ages", {"age_from": 5, "age_to": 11}), *ANSWERS[2:]
