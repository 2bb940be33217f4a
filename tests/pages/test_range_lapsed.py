"""What was offered and not agreed to lapses on the day on which the approval ends, and says so everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.actor import Role
from crm.commands import journeys, range_news, ranges_ahead
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered, NoticeReceived, RevisionDropped
from crm.outbox.tables import Job
from crm.people.request_tables import RangeRequestStep
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.carers_asking import ANSWERS, QUEUE, Answers, Case
from tests.pages.conftest import TODAY, Desk

ENDS = TODAY + timedelta(days=28)
AHEAD: Answers = (*ANSWERS[:-1], ("support", {"wanted_on": ENDS + timedelta(days=2), "support": "A cot"}))
LAPSED = "Lapsed: the approval ended"


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    at = desk()
    reference = at.approved()
    return Case(at, sign_in(Role.CARER, household_id=at.household_id(reference)), reference)


def test_an_offer_waits_until_the_approval_ends_and_lapses_on_that_day_with_a_step_and_a_mail(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask()
    staff = case.offer(path)
    case.press(ahead := case.ask(AHEAD), "withdraw")  # which ended otherwise, and stays so
    _leave(case)
    page = case.carer.get(path).text
    assert "Waits for you" in page and "Your approval ends on 28 February 2022" in page
    clock_at(ENDS - timedelta(days=1))
    assert ranges_ahead.lapse() == 0
    clock_at(ENDS)
    _again(case)
    page = case.carer.get(path).text
    assert "Waits for you" not in page and f"{path}/agree" not in page and "so it has lapsed" in page
    assert f'href="{staff}"' not in case.at.browser.get(f"{QUEUE}?state=offered").text
    assert (ranges_ahead.lapse(), ranges_ahead.lapse()) == (1, 0)
    assert _steps()[-1] == "lapsed" and _told() == 1
    for shown in (case.carer.get(path).text, case.at.browser.get(staff).text):
        assert f"{LAPSED}, 28 February 2022" in shown
    assert "Lapsed" in case.at.browser.get(f"{QUEUE}?state=all").text
    assert "Withdrawn" in case.carer.get(ahead).text


def test_what_was_agreed_from_a_day_after_the_end_lapses_too_and_never_begins(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    _leave(case)
    clock_at(ENDS + timedelta(days=3))
    before = case.at.events(case.reference)
    assert (ranges_ahead.begin(), ranges_ahead.lapse()) == ((0, 0), 1)
    assert _steps()[-1] == "lapsed" and case.at.events(case.reference) == before


def test_an_end_that_is_recorded_lapses_it_at_once_and_struck_out_it_waits_again(case: Case) -> None:
    path = case.ask()
    case.offer(path)
    ended = HouseholdDeregistered(happened_on=TODAY, reason="deceased")
    event = journeys.record(case.home, 1, ended, by=case.at.officer)
    assert _steps()[-1] == "lapsed" and _told() == 1 and ranges_ahead.lapse() == 0
    assert f"{LAPSED}, 31 January 2022" in case.carer.get(path).text
    journeys.strike_out(case.home, event, reason="mistyped", by=case.at.officer)
    assert _steps()[-1] == "put_right" and "Waits for you" in case.carer.get(path).text


def test_who_opened_the_offer_before_it_lapsed_agrees_to_nothing(case: Case) -> None:
    path = case.ask()
    case.offer(path)
    before, ended = case.carer.get(path), HouseholdDeregistered(happened_on=TODAY, reason="deceased")
    journeys.record(case.home, 1, ended, by=case.at.officer)
    stale = next(each for each in forms(before.text) if each.action == f"{path}/agree")
    page = case.carer.post(f"{path}/agree", data=stale.filled({}))
    assert page.status_code == 422 and "There is nothing to agree to" in page.text


@pytest.mark.parametrize("struck", [False, True])
def test_how_an_offer_ended_before_steps_were_kept_is_told_as_the_ledger_has_it(
    case: Case, clock_at: Callable[[date], None], monkeypatch: pytest.MonkeyPatch, *, struck: bool
) -> None:
    path = case.ask()
    case.offer(path)
    offer = len(case.at.events(case.reference))
    monkeypatch.setattr(range_news, "_tell", lambda *_: None)  # as it was before
    clock_at(TODAY + timedelta(days=3))
    if struck:
        journeys.strike_out(case.home, offer, reason="mistyped", by=case.at.officer)
    else:
        journeys.record(case.home, 1, RevisionDropped(happened_on=TODAY), by=case.at.officer)
    clock_at(TODAY + timedelta(days=9))
    _again(case)
    page = case.carer.get(path).text
    assert _steps()[-1] == "offered" and "Not pursued" in page
    day = ": the day was not kept here" if struck else ", 3 February 2022, "
    assert f"Dropped by the service{day}" in page


def _leave(case: Case) -> None:
    notice = NoticeReceived(happened_on=TODAY, ends_on=ENDS, reason="retired")
    journeys.record(case.home, 1, notice, by=case.at.officer)


def _again(case: Case) -> None:
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    case.at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})


def _told() -> int:
    """How many mails to carers say that something lapsed."""
    found = [job for job in db.session.scalars(select(Job)) if job.args.get("letter") == "range_request_lapsed"]
    db.session.rollback()
    return len(found)


def _steps() -> list[str]:
    found = list(db.session.scalars(select(RangeRequestStep.step).order_by(RangeRequestStep.id)))
    db.session.rollback()
    return found
