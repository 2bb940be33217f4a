"""Carers agree to a change of the terms that they read beside it, and to no other (RV-7, T49)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.commands import journeys, parting, people, ranges, ranges_ahead
from crm.errors import Refused
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.journey.events import HouseholdApproved, RevisionAnswered, TermsChanged
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.carers_asking import ANSWERS, Answers, Case, said, second_carer
from tests.pages.conftest import TODAY, Desk

BEGINS = TODAY + timedelta(days=30)
AHEAD: Answers = (*ANSWERS[:-1], ("support", {"support": "A cot", "wanted_on": BEGINS}))


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """A household for 2 children of any age, and its carer."""
    at = desk()
    reference = at.approved(agreed=True)
    return Case(at, sign_in(Role.CARER, household_id=at.household_id(reference)), reference)


def _put_right(case: Case, places: int) -> None:
    """Say that the approval was for so many places from the start."""
    kinds = [kind for kind, _ in case.at.events(case.reference)]
    approved = HouseholdApproved(happened_on=date(2021, 9, 1), places=places)
    journeys.correct(
        case.home, kinds.index("household_approved") + 1, approved, reason="mistyped", by=case.at.officer
    )


def test_agreeing_beside_terms_that_were_put_right_is_refused_with_both_sides(
    case: Case, mails: Callable[[], list[Letter]]
) -> None:
    path = case.ask()
    case.offer(path)
    mails()
    (opened,) = [each for each in forms(case.carer.get(path).text) if each.action == f"{path}/agree"]
    _put_right(case, 5)
    assert [letter.to for letter in mails()] == ["carer@derby.example"], "they are told to read it again"
    page = case.carer.post(f"{path}/agree", data=opened.filled({}))
    words = said(page.text)
    assert page.status_code == 422 and "What you are approved for has changed since you opened this page" in words
    assert "As you read it" in words and "Children 2 5" in words, "what they read, and what holds"
    terms = case.terms()
    assert terms is not None and terms.places == 5, "nothing has moved"
    assert "has changed today" in case.press(path, "agree"), "what they have read now they may agree to"


def test_that_only_the_named_children_are_others_is_said_beside_both_sides(case: Case) -> None:
    path = case.ask()
    case.offer(path)
    settle = f"/households/{case.reference}/journeys/1/decide/terms-changed"
    (opened,) = [each for each in forms(case.carer.get(path).text) if each.action == f"{path}/agree"]
    (decided,) = [each for each in forms(case.at.browser.get(settle).text) if each.action == settle]
    named = TermsChanged(happened_on=TODAY, named_children=("C-1",), cause="adjustment")
    journeys.record(case.home, 1, named, by=case.at.officer)
    for page in (
        case.carer.post(f"{path}/agree", data=opened.filled({})),
        case.at.browser.post(settle, data=decided.filled({"happened_on": TODAY, "basis": "agreement"})),
    ):
        assert page.status_code == 422 and "The children who are named in it are others now" in said(page.text)
        assert "C-1" not in page.text


def test_an_answer_against_what_was_agreed_ahead_is_not_taken_beside_the_agreement(case: Case) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    answered = RevisionAnswered(happened_on=TODAY, answer="representations")
    with pytest.raises(Refused, match="agreed to it in writing on 31 January 2022"):
        journeys.record(case.home, 1, answered, by=case.at.officer)
    assert "You agreed in writing on" in said(case.carer.get(path).text)


@pytest.mark.parametrize("why", ["separated", "died"])
def test_what_a_carer_who_has_left_agreed_to_ahead_waits_for_the_one_who_stays(
    why: str, case: Case, app: Flask, clock_at: Callable[[date], None]
) -> None:
    path = _agreed_by_robin(case, app)
    _robin_leaves(case, TODAY, why)
    page = said(case.carer.get(path).text)
    assert "Waits for you" in page and "Who had agreed is not of the household any more" in page
    clock_at(BEGINS)
    assert ranges_ahead.begin() == (0, 0)


def test_rv_7_what_was_agreed_ahead_and_staff_let_begin_stays_agreed_on_its_day(
    case: Case, app: Flask, clock_at: Callable[[date], None]
) -> None:
    path = _agreed_by_robin(case, app)
    clock_at(BEGINS)
    settled = ranges.settle(case.home, 1, on=BEGINS, basis="agreement", by=case.at.officer)
    earlier = TermsChanged(happened_on=TODAY, basis="agreement", places=3, age_from=0, age_to=16)
    with pytest.raises(Refused, match="agreed to it in the portal from 2 March 2022"):
        journeys.correct(case.home, settled, earlier, reason="mistyped", by=case.at.officer)
    for basis, on in (("notice", BEGINS), ("notice", BEGINS + timedelta(days=4))):
        clock_at(BEGINS + timedelta(days=4))
        other = replace(_standing(case, settled), basis=basis, happened_on=on)
        with pytest.raises(Refused, match="agreed to it in the portal from 2 March 2022"):
            journeys.correct(case.home, settled, other, reason="mistyped", by=case.at.officer, agreed=True)
    _robin_leaves(case, BEGINS, "separated")
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    page = said(case.carer.get(path).text)
    assert "Agreed in writing, and in effect, 2 March 2022" in page and "it waits again" not in page


def test_rv_7_terms_that_were_changed_since_are_not_settled_behind(
    case: Case, clock_at: Callable[[date], None]
) -> None:
    case.offer(case.ask())
    change, day = TermsChanged(happened_on=TODAY + timedelta(days=8), places=5, cause="adjustment"), TODAY
    clock_at(day + timedelta(days=10))
    journeys.record(case.home, 1, change, by=case.at.officer)
    behind = "changed on 8 February 2022"
    with pytest.raises(Refused, match=behind):
        ranges.settle(case.home, 1, on=day + timedelta(days=3), basis="agreement", by=case.at.officer)
    on = day + timedelta(days=8)
    settled = ranges.settle(case.home, 1, on=on, basis="agreement", by=case.at.officer)
    moved = TermsChanged(happened_on=day + timedelta(days=3), basis="agreement", places=3, age_from=0, age_to=16)
    with pytest.raises(Refused, match=behind):
        journeys.correct(case.home, settled, moved, reason="mistyped", by=case.at.officer)
    found = case.terms(on)
    assert found is not None and (found.places, found.age_to) == (3, 16)


def _agreed_by_robin(case: Case, app: Flask) -> str:
    """A second carer agrees to what is offered from a day ahead; the path of the request."""
    by = case.at.officer
    who = "Rowan Example-Finch", "carer@derby.example"
    people.change_carer(
        case.home, 1, name=who[0], email=who[1], phone=None, nature="corrected", version=_version(case), by=by
    )
    who = "Robin Example-Finch", "robin@home.example"
    people.add_carer(case.home, name=who[0], email=who[1], phone=None, version=_version(case), by=by)
    robin = second_carer(case, CheckingClient(app))
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree", robin)
    return path


def _standing(case: Case, settled: int) -> TermsChanged:
    """The change of terms as it stands."""
    journey = given.fold(case.home).journey(1)
    assert journey is not None
    (found,) = [row.event for row in journey.all(TermsChanged) if row.id == settled]
    assert isinstance(found, TermsChanged)
    return found


def _robin_leaves(case: Case, day: date, why: str) -> None:
    told = {"why": why, "on": day, "own_household": False, "version": _version(case), "by": case.at.officer}
    parting.part(case.home, 2, **told)  # type: ignore[arg-type]


def _version(case: Case) -> int:
    found = db.session.scalars(select(Household.version).where(Household.id == case.home)).one()
    db.session.rollback()
    return found


@pytest.mark.parametrize("put_right", ["the approval", "the terms"])
def test_what_was_agreed_ahead_waits_anew_when_the_terms_beneath_are_put_right(
    put_right: str, case: Case, mails: Callable[[], list[Letter]], clock_at: Callable[[date], None]
) -> None:
    path = case.ask(AHEAD)
    case.offer(path)
    case.press(path, "agree")
    mails()
    if put_right == "the approval":
        _put_right(case, 4)
    else:
        change = TermsChanged(happened_on=TODAY, places=4, cause="adjustment")
        journeys.record(case.home, 1, change, by=case.at.officer)
    assert [letter.to for letter in mails()] == ["carer@derby.example"]
    page = said(case.carer.get(path).text)
    assert "Waits for you" in page and "You agreed in writing on" not in page
    assert "What the approval says was changed: to be read again" in page
    clock_at(BEGINS)
    assert ranges_ahead.begin() == (0, 0)
    terms = case.terms(BEGINS)
    assert terms is not None and terms.places == 4
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    assert "has changed today" in case.press(path, "agree")
