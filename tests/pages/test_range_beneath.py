"""What carers agreed to ahead is agreed no more once it would do something else, whoever changed that (RV-7)."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from crm.commands import journeys, ranges, ranges_ahead
from crm.errors import Refused
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered, RevisionDropped, TermsChanged
from crm.ledger.journal import News, Writing
from crm.register import settings
from tests import given
from tests.pages.carers_asking import QUEUE, Case, said
from tests.pages.conftest import TODAY
from tests.pages.test_range_read import AHEAD, BEGINS, _agreed_by_robin, _put_right, _robin_leaves, case

__all__ = ["case"]  # a fixture


def load(case: Case, day: date, places: int) -> None:
    """What a load from a tracker tells of terms: it goes through no command of a household's pages."""
    agency_id = case.at.officer.agency_ids[0]
    turn = Writing(agency_id, settings.rulebook(agency_id), by=None)
    turn.load([case.home])
    turn.append(case.home, [News(1, TermsChanged(happened_on=day, places=places))])
    turn.write()
    db.session.commit()


@pytest.mark.parametrize("told", [False, True])
def test_terms_that_a_load_changed_beneath_an_agreement_make_it_wait_anew(
    case: Case, clock_at: Callable[[date], None], mails: Callable[[], list[Letter]], *, told: bool
) -> None:
    path = case.ask(AHEAD)
    staff = case.offer(path)
    case.press(path, "agree")
    load(case, TODAY, 5)
    mails()
    if told:
        assert ranges_ahead.lapse() == 0 and [letter.to for letter in mails()] == ["carer@derby.example"]
        assert "What the approval says was changed: to be read again" in said(case.carer.get(path).text)
    page, shown = said(case.carer.get(path).text), said(case.at.browser.get(staff).text)
    assert "Waits for you" in page and "You agreed in writing on" not in page
    assert "by themselves" not in shown
    clock_at(BEGINS)
    assert ranges_ahead.begin() == ((0, 0) if told else (0, 1))
    terms = case.terms(BEGINS)
    assert terms is not None and terms.places == 5
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    assert "has changed today" in case.press(path, "agree")


def test_rv_7_what_was_agreed_ahead_rests_on_that_and_never_on_the_28_days(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    clock_at(BEGINS)
    with pytest.raises(Refused, match="rests on that"):
        ranges.settle(case.home, 1, on=BEGINS, basis="notice", by=case.at.officer)
    assert ranges_ahead.begin() == (1, 0)


def test_what_was_agreed_ahead_waits_for_no_answer_and_is_said_with_its_day(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    clock_on = "Last day for the carer to answer the proposed change of terms"
    path = case.ask(AHEAD)
    staff, home = case.offer(path), f"/households/{case.reference}"
    assert clock_on in said(case.at.browser.get(home).text)
    assert "bed, on the day that the carers agree" in said(case.at.browser.get(staff).text)
    case.press(path, "agree")
    assert clock_on not in said(case.at.browser.get(home).text)
    assert "bed, on 2 March 2022, and on no other" in said(case.at.browser.get(staff).text)
    queue = case.at.browser.get(f"{QUEUE}?state=ahead").text
    assert f'href="{staff}"' in queue and f'href="{QUEUE}?state=ahead"' in case.at.browser.get(QUEUE).text
    _put_right(case, 4)
    assert clock_on in said(case.at.browser.get(home).text), "it is to be read and answered anew"


def test_b_5_what_was_to_begin_before_the_approval_ended_begins_on_its_day_though_the_job_comes_after(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    clock_at(BEGINS + timedelta(days=3))
    ended = HouseholdDeregistered(happened_on=BEGINS + timedelta(days=2), reason="deceased")
    journeys.record(case.home, 1, ended, by=case.at.officer)
    assert ranges_ahead.begin() == (1, 0)
    assert [case.terms(BEGINS + timedelta(days=days)) is None for days in (0, 2)] == [False, True]
    begun = case.terms(BEGINS)
    assert begun is not None and begun.places == 3


def test_who_leaves_after_what_they_agreed_to_was_dropped_lets_nothing_wait_again(case: Case, app: Flask) -> None:
    path = _agreed_by_robin(case, app)
    dropped = RevisionDropped(happened_on=TODAY)
    journeys.record(case.home, 1, dropped, by=case.at.officer)
    _robin_leaves(case, TODAY, "separated")
    page = said(case.carer.get(path).text)
    assert "Dropped by the service" in page and "it waits again" not in page
    assert "Who had agreed is not of the household any more" not in page


def test_what_staff_let_begin_and_was_left_ahead_is_worked_out_by_migration_107(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    first, by = case.ask(AHEAD), case.at.officer
    case.offer(first)
    case.press(first, "agree")
    clock_at(BEGINS)
    settled = ranges.settle(case.home, 1, on=BEGINS, basis="agreement", by=by)
    assert _worked_out() == [("agreed", True)]
    journeys.strike_out(case.home, settled, reason="mistyped", by=by)
    assert _worked_out() == [("offered", False)], "it begins by nobody's word again"
    assert ranges_ahead.begin() == (0, 0)


def test_what_waits_for_its_day_is_left_so_by_migration_107(case: Case) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    dropped = journeys.record(case.home, 1, RevisionDropped(happened_on=TODAY), by=case.at.officer)
    assert _worked_out() == [("ahead", True)]
    journeys.strike_out(case.home, dropped, reason="mistyped", by=case.at.officer)
    assert "You agreed in writing on" in said(case.carer.get(path).text)


def _worked_out() -> list[tuple[str, bool]]:
    """Each request's state, and whether an agreement is kept, once the migration has been over what was left."""
    left = "UPDATE range_request SET state = 'ahead', agreed_on = COALESCE(agreed_on, :day)"
    db.session.execute(text(left), {"day": TODAY})
    migration = importlib.import_module("migrations.versions.107_agreed_and_begun")
    db.session.execute(text(migration.BEGUN))
    db.session.execute(text(migration.WAITS))
    db.session.commit()
    found = db.session.execute(text("SELECT state, agreed_on FROM range_request ORDER BY id")).all()
    db.session.rollback()
    return [(row.state, row.agreed_on is not None) for row in found]
