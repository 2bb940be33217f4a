"""A carer's part of the yearly review: written in their words, sent once, and no number moves by it (RV-2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.commands import placements
from crm.commands.stays import Stay
from crm.extensions import db
from crm.ledger.tables import BedEntry, EventRecord
from tests import filling, given
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, second_carer
from tests.pages.conftest import TODAY, Desk

PATH = "/portal/review"
NEAR = date(2022, 7, 1)  # 62 days before the review of 1 September
SAID = {"went": "A good year", "helped": "Our <b>group</b>", "change": "Mileage", "more": "yes"}


@pytest.fixture
def case(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> Case:
    """A household approved on 1 September 2021, whose review is near, with a child; and its carer."""
    clock_at(NEAR)
    return _case(desk(), sign_in)


def _case(at: Desk, sign_in: Callable[..., CheckingClient]) -> Case:
    home = given.household(at.officer.agency_ids[0], email="carer@derby.example")
    given.approved(home, date(2021, 9, 1), 2, by=at.officer, agreed=True)
    placements.place(home, Stay(child="C-1", from_on=date(2021, 10, 1), offer="short_term"), by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), at.reference(home))


def _write(case: Case, browser: CheckingClient | None = None, **other: object) -> TestResponse:
    return (browser or case.carer).fill_in(PATH, {**SAID, **other}, form=PATH)


def _send(case: Case) -> TestResponse:
    return case.carer.fill_in(f"{PATH}/check", {}, form=f"{PATH}/check")


def _counted() -> tuple[int, int]:
    found = [db.session.scalar(select(func.count(table.id))) or 0 for table in (BedEntry, EventRecord)]
    db.session.rollback()
    return found[0], found[1]


def _kinds(page: str) -> list[str]:
    form = next(each for each in filling.forms(page) if each.action == PATH)
    return sorted(form.choices["kinds"])


def test_what_a_carer_sends_is_on_the_review_s_page_as_views_received_and_moves_nothing(case: Case) -> None:
    before = _counted()
    assert "To do" in case.carer.get("/portal/").text
    kinds = _kinds(case.carer.get(PATH).text)
    assert kinds and "Ages 0 to 2" not in kinds  # their terms allow every age, and not every kind of care
    assert "Read it again" in _write(case, kinds=kinds[:1]).text
    review = f"/households/{case.reference}/review"
    assert "A good year" not in case.at.browser.get(review).text
    sent = _send(case)
    assert "is with your service" in sent.text and 'href="/portal/range/places"' in sent.text
    page = case.at.browser.get(review).text
    assert "A good year" in page and "They could offer more" in page and kinds[0] in page
    assert f"{review}/wider" in page and page.count("1 Jul 2022") == 1 and "<b>group" not in page
    today = case.at.browser.get("/").text
    assert "Rowan Example-Finch has sent their part of the review, and could offer more" in today
    assert _counted() == before and case.terms(NEAR) is not None and case.terms(NEAR).places == 2  # type: ignore[union-attr] # just asked
    assert case.at.audited("review.answer") == [(None, ["review"])]


def test_a_draft_waits_is_one_s_own_and_is_sent_once(app: Flask, case: Case) -> None:
    page = case.carer.get(PATH)
    form = next(each for each in filling.forms(page.text) if each.action == PATH)
    later = case.carer.post(PATH, data=form.filled({**SAID, "do": "later"}), follow_redirects=True)
    assert "It is saved" in later.text and "To finish" in later.text
    second = second_carer(case, CheckingClient(app))
    assert "A good year" not in second.get(PATH, follow_redirects=True).text
    assert "A good year" in case.carer.get(PATH).text
    form = next(
        each for each in filling.forms(case.carer.get(f"{PATH}/check").text) if each.action.endswith("check")
    )
    for _ in range(2):
        assert case.carer.post(f"{PATH}/check", data=form.filled({})).status_code == 303
    assert len(case.at.audited("review.answer")) == 1
    assert "You sent this on" in case.carer.get(PATH).text and "Sent" in case.carer.get("/portal/").text


def test_t49_what_was_saved_in_another_window_is_shown_and_nothing_is_lost(case: Case) -> None:
    form = next(each for each in filling.forms(case.carer.get(PATH).text) if each.action == PATH)
    _write(case)
    late = case.carer.post(PATH, data=form.filled({**SAID, "went": "A hard year"}))
    assert late.status_code == 422 and "in another window" in late.text
    assert "A good year" in late.text and "A hard year" in late.text
    again = next(each for each in filling.forms(late.text) if each.action == PATH)
    assert case.carer.post(PATH, data=again.filled({})).status_code == 303
    assert "A hard year" in case.carer.get(f"{PATH}/check").text


def test_what_cannot_be_sent_says_why(case: Case) -> None:
    long = _write(case, went="x" * 4001)
    assert long.status_code == 422 and "4,000 characters or fewer" in long.text and "x" * 4001 in long.text
    _write(case, went="")
    empty = _send(case)
    assert empty.status_code == 422 and "Write how the year has been" in empty.text
    assert case.at.audited("review.answer") == []


def test_before_its_time_there_is_nothing_to_write_until_the_views_are_asked_for(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    early = _case(desk(), sign_in)
    assert "when its time comes" in early.carer.get(PATH, follow_redirects=True).text
    assert "Your part of the yearly review" not in early.carer.get("/portal/").text
    path = f"/households/{early.reference}/review/views"
    early.at.browser.fill_in(path, {"whose": "carer:1", "asked_on": TODAY}, form=path)
    assert "To do" in early.carer.get("/portal/").text
    _write(early)
    assert "is with your service" in _send(early).text
    page = early.at.browser.get(f"/households/{early.reference}/review").text
    assert page.count("31 Jan 2022") == 3  # asked and received, and what was said before
