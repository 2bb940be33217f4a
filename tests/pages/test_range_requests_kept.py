"""What a carer cannot ask for, whom they cannot reach, and what is kept of what they typed (T07, T15, T50)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from crm import clock
from crm.actor import Role, system
from crm.commands import journeys, users
from crm.extensions import db
from crm.journey.events import TermsChanged
from crm.outbox.tables import Job
from crm.people.request_tables import RangeRequestStep
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.carers_asking import ANSWERS, PORTAL, QUEUE, Answers, Case
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    at = desk()
    reference = at.approved()
    home = at.household_id(reference)
    narrow = TermsChanged(happened_on=date(2021, 9, 2), age_from=5, age_to=11)
    journeys.record(home, 1, narrow, by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), reference)


@pytest.mark.parametrize(
    ("step", "answers", "says"),
    [
        ("places", {"places": 0}, "between 1 and"),
        ("places", {"places": 99}, "Enter a number of children from 1 to"),
        ("places", {"places": "many"}, "whole number"),
        ("ages", {"age_from": 9, "age_to": 5}, "Oldest age must be 9 or more"),
        ("ages", {"age_from": 9, "age_to": 19}, "called Staying Put"),
        ("kinds", {"parent_and_child": 5, "siblings_extra": 0}, "enter 2 or fewer"),
        ("support", {"wanted_on": date(2020, 1, 1), "support": "none"}, "must be today or later"),
        ("support", {"wanted_on": date(2050, 1, 1), "support": "none"}, "at most two years ahead"),
    ],
)
def test_a_range_that_cannot_be_is_explained_in_plain_words(
    case: Case, step: str, answers: dict[str, object], says: str
) -> None:
    page = case.carer.fill_in(f"{PORTAL}/{step}", answers, form=f"{PORTAL}/{step}")
    assert page.status_code == 422 and says in page.text


def test_ul_1_more_than_the_usual_limit_is_explained_and_can_be_asked_for(case: Case) -> None:
    path = case.ask((("places", {"places": 4}), *ANSWERS[1:]))
    assert "usual limit of 3 foster children" in case.carer.get(f"{PORTAL}/places").text
    assert "the usual limit is 3" in case.at.browser.get(f"{QUEUE}/{path.rpartition('/')[2]}").text


def test_t15_another_household_s_request_is_like_one_that_nobody_has(case: Case) -> None:
    other = case.at.household_id(case.at.approved())
    path = case.ask()
    users.add_carer(
        "ash@home.example",
        household_id=other,
        name="Ash Example",
        password=given.PASSWORD,
        by=system(case.at.officer.agency_ids[0]),
    )
    stranger = CheckingClient(case.carer.application)
    stranger.fill_in("/sign-in", {"email": "ash@home.example", "password": given.PASSWORD})
    for each in (path, f"{PORTAL}/requests/999999"):
        assert stranger.get(each).status_code == 404
    token = stranger.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    for act in ("change", "withdraw", "agree"):
        sent = {"csrf_token": token, "version": "1"}
        codes = [
            stranger.post(f"{each}/{act}", data=sent).status_code for each in (path, f"{PORTAL}/requests/9999")
        ]
        assert codes == [404, 404]


def test_who_is_not_approved_has_nothing_to_change(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk()
    carer = sign_in(Role.CARER, household_id=at.household_id(at.home()))
    assert "Change what I offer" not in carer.get("/portal/").text
    assert carer.get(f"{PORTAL}/places", follow_redirects=True).request.path == "/portal/"


def test_a_day_that_has_gone_by_since_it_was_typed_is_not_sent(
    case: Case, clock_at: Callable[[datetime], None]
) -> None:
    last = ("support", {"support": "none", "wanted_on": clock.today()})
    for step, answers in (*ANSWERS[:-1], last):
        case.carer.fill_in(f"{PORTAL}/{step}", answers, form=f"{PORTAL}/{step}")
    clock_at(clock.now() + timedelta(days=1))
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    page = case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
    assert page.status_code == 422 and "The day must be today or later" in page.text


def test_kinds_in_another_order_are_no_change(case: Case) -> None:
    turned = TermsChanged(happened_on=date(2021, 9, 3), offers=("respite", "emergency"))
    journeys.record(case.home, 1, turned, by=case.at.officer)
    same: Answers = (*ANSWERS[:2], ("kinds", {**ANSWERS[2][1], "offers": ["emergency", "respite"]}), ANSWERS[3])
    for step, answers in same:
        case.carer.fill_in(f"{PORTAL}/{step}", answers, form=f"{PORTAL}/{step}")
    (row,) = re.findall(r"Kinds of care</th>.*?</tr>", case.carer.get(f"{PORTAL}/check").text, re.DOTALL)
    assert "As now" in row


def test_nothing_changed_is_not_sent_and_what_was_typed_can_be_thrown_away(case: Case) -> None:
    same: Answers = (("places", {"places": 2}), ("ages", {"age_from": 5, "age_to": 11}), *ANSWERS[2:])
    for step, answers in same:
        case.carer.fill_in(f"{PORTAL}/{step}", answers, form=f"{PORTAL}/{step}")
    page = case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
    assert page.status_code == 422 and "You have not changed anything yet" in page.text
    assert "thrown away" in case.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/forget").text
    assert case.carer.get(f"{PORTAL}/check").location == f"{PORTAL}/places"


def test_t07_words_typed_when_the_session_had_run_out_are_sent_after_signing_in_again(
    case: Case, clock_at: Callable[[datetime], None]
) -> None:
    for step, answers in ANSWERS[:3]:
        case.carer.fill_in(f"{PORTAL}/{step}", answers, form=f"{PORTAL}/{step}")
    last = f"{PORTAL}/support"
    typed = next(each for each in forms(case.carer.get(last).text) if each.action == last)
    clock_at(clock.now() + timedelta(hours=13))
    late = case.carer.post(last, data=typed.filled({"support": "A cot, and a word with Wren"}))
    assert late.location.startswith("/sign-in?next=/account/typed/")
    answers = {"email": "carer@derby.example", "password": given.PASSWORD}
    page = case.carer.fill_in(late.location, answers, form=late.location)
    assert "A cot, and a word with Wren" in page.text
    kept = next(each for each in forms(page.text) if each.action == last)
    page = case.carer.post(last, data=kept.filled({}), follow_redirects=True)
    assert page.request.path == f"{PORTAL}/check" and "A cot, and a word with Wren" in page.text
    assert "0 to 16" in page.text


def test_t50_sent_twice_is_one_request_and_mails_say_nothing_of_anybody(case: Case) -> None:
    for step, answers in ANSWERS:
        case.carer.fill_in(f"{PORTAL}/{step}", answers, form=f"{PORTAL}/{step}")
    check = f"{PORTAL}/check"
    asked = next(each for each in forms(case.carer.get(check).text) if each.action == check)
    places = {case.carer.post(check, data=asked.filled({})).location for _ in range(2)}
    assert len(places) == 1 and len(_steps()) == 1
    case.offer(places.pop())
    asked_for = [
        job.args for job in db.session.scalars(select(Job)) if job.args.get("letter", "").startswith("range")
    ]
    db.session.rollback()
    assert [set(each["values"]) for each in asked_for] == [{"number"}]


def test_the_queue_is_a_file_too_and_holds_nothing_that_anybody_wrote(case: Case) -> None:
    case.ask()
    sent = case.at.browser.fill_in(QUEUE, {"reason": "audit"}, form=f"{QUEUE}/export?")
    text = sent.get_data().decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(text))
    assert row[0] == case.reference and "A cot" not in text
    assert "No request matches" in case.at.browser.get(f"{QUEUE}?q=nobody-at-all").text
    assert [reason for reason, _ in case.at.audited("household.export")] == ["audit"]


def _steps() -> list[tuple[int, str]]:
    rows = [(row.request_id, row.step) for row in db.session.scalars(select(RangeRequestStep))]
    db.session.rollback()
    return rows
