"""What carers and staff read of an offer on the last of the 28 days to answer it, and on the 29th (RV-6, RV-7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from crm.actor import Role
from crm.commands import journeys
from crm.journey.events import RevisionAnswered, TermsChanged
from crm.journey.ranges import Terms
from tests import given
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, said
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
