"""Carers ask for a talk, or give notice in their portal: received that day, with no way back (RV-8, B-4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.commands import assignments
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.tables import User
from tests import filling, given
from tests.doors import Answer, CheckingClient
from tests.pages.carers_asking import Case, second_carer
from tests.pages.conftest import TODAY, Desk

LEAVING, NOTICE = "/portal/leaving", "/portal/leaving/notice"
SIGNED = {"name": "Rowan Example-Finch", "reason": "burnout"}
LAST = date(2022, 2, 28)  # 28 days after 31 January


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """A household with 2 places and one carer, Rowan Example-Finch."""
    at = desk()
    reference = at.approved(agreed=True)
    return Case(at, sign_in(Role.CARER, household_id=at.household_id(reference)), reference)


def _plain(page: str) -> str:
    return re.sub(r"\s+", " ", page.split("<main")[1].replace("\u00a0", " "))


def _give(case: Case, browser: CheckingClient | None = None, **other: object) -> tuple[int, str]:
    page = (browser or case.carer).fill_in(NOTICE, SIGNED | other, form=NOTICE)
    return page.status_code, _plain(page.text)


def _given(case: Case) -> list[str]:
    return [day for kind, day in case.at.events(case.reference) if kind == "notice_received"]


def _places(case: Case, day: date) -> int:
    """The places at the end of a day, as the quarterly report has them."""
    path = f"/reports/quarterly?agency=derby&from=2022-01-01&to={day}&format=json"
    told = case.at.browser.get(path).json
    assert told is not None
    return int(told["populations"]["mainstream"]["places"]["closing"])


def test_what_it_means_is_said_before_and_a_talk_is_offered_that_decides_nothing(
    case: Case, mails: Callable[[], list[Letter]]
) -> None:
    page = _plain(case.carer.get(LEAVING).text)
    assert "It cannot be withdrawn" in page and "28 days later" in page and "28 February 2022" in page
    assert "Your 2 places count until that day" in page
    done = case.carer.fill_in(LEAVING, {}, form=f"{LEAVING}/talk")
    assert "Nothing is decided" in done.text and not _given(case)
    assert "ask for a talk first: call them" in case.at.browser.get(f"/households/{case.reference}").text
    assert [letter.to for letter in mails()] == ["manager@derby.example"]


def test_a_notice_is_received_today_and_beds_leave_on_the_last_day_and_on_no_other(
    case: Case,
    mails: Callable[[], list[Letter]],
    clock_at: Callable[[date], None],
    cli: Callable[..., Answer],
) -> None:
    worker = given.user(Role.SOCIAL_WORKER)
    number = db.session.scalars(select(User.id).where(User.email == worker)).one()
    db.session.rollback()
    assignments.assign([case.home], number, by=case.at.officer)
    code, page = _give(case)
    assert code == 200 and "Your approval ends on <strong>28 February 2022</strong>" in page
    assert _given(case) == [str(TODAY)]
    staff = _plain(case.at.browser.get(f"/households/{case.reference}/ending").text)
    assert "Resignation: notice is running" in staff and "Burnout" in staff
    home = case.at.browser.get(f"/households/{case.reference}").text
    assert "gave notice in their portal" in home and "Notice" in home
    letters = {letter.to: letter for letter in mails()}
    assert set(letters) == {worker, "manager@derby.example", "carer@derby.example"}
    assert not any("notice" in letter.text.lower() for letter in letters.values())
    clock_at(date(2022, 3, 1))
    again = {"email": "manager@derby.example", "password": given.PASSWORD}
    case.at.browser.fill_in("/sign-in", again, form="/sign-in")
    assert [_places(case, LAST - timedelta(days=1)), _places(case, LAST)] == [2, 0]
    assert cli("check").code == 0


def test_a_second_notice_is_told_that_one_runs_and_a_repeat_is_the_same_one(app: Flask, case: Case) -> None:
    other = second_carer(case, CheckingClient(app))
    theirs = _form(other.get(NOTICE).text).filled(SIGNED | {"name": "Robin Example-Finch"})
    mine = _form(case.carer.get(NOTICE).text).filled(SIGNED)
    assert [case.carer.post(NOTICE, data=mine).status_code for _ in range(2)] == [303, 303]
    late = other.post(NOTICE, data=theirs)
    assert late.status_code == 422 and "Your notice is on record already" in late.text
    assert other.get(NOTICE).location == LEAVING and _given(case) == [str(TODAY)]


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"name": ""}, "Type your full name"),
        ({"name": "Robin Example-Finch"}, "Enter your own name"),
        ({"reason": "disqualified"}, "choose from the list"),
        ({"ends_on": "2022-02-27"}, "The day has changed since you opened this page"),
    ],
)
def test_without_the_own_name_or_on_another_day_than_was_read_nothing_is_given(
    case: Case, other: dict[str, object], says: str
) -> None:
    sent = _form(case.carer.get(NOTICE).text).filled(SIGNED) | other
    page = case.carer.post(NOTICE, data=sent)
    assert page.status_code == 422 and says in page.text and not _given(case)
    assert str(other.get("name", SIGNED["name"])) in page.text and 'value="2022-02-28"' in page.text


def test_one_of_two_carers_who_wants_to_stop_gives_no_notice_for_both(case: Case) -> None:
    second = {"name": "Robin Example-Finch", "email": "robin@home.example"}
    case.at.browser.fill_in(f"/households/{case.reference}/people/2/edit", second)
    code, page = _give(case)
    assert code == 422 and "Choose who wants to stop" in page
    code, page = _give(case, who="me")
    assert code == 200 and "your approval stays as it is" in page and not _given(case)
    assert "has not given notice for both" in case.at.browser.get(f"/households/{case.reference}").text
    assert _give(case, who="both")[0] == 200 and _given(case) == [str(TODAY)]


def test_a_notice_that_nobody_gave_is_put_right_by_two_of_the_staff(
    case: Case, sign_in: Callable[..., CheckingClient]
) -> None:
    _give(case)
    ending = f"/households/{case.reference}/ending"
    found = re.search(r'href="([^"]+/strike-out)"', case.at.browser.get(ending).text)
    assert found is not None
    case.at.browser.fill_in(found[1], {"why": "did_not_happen"}, form=found[1])
    agree = re.search(rf'action="({ending}/claims/\d+/agree)"', (other := sign_in(Role.OFFICER)).get(ending).text)
    assert agree is not None
    assert "struck out" in other.fill_in(ending, {}, form=agree[1]).text
    assert "I want to give notice" in case.carer.get(LEAVING).text and _places(case, TODAY) == 2


def test_T07_a_session_that_timed_out_keeps_the_words_and_gives_no_notice(
    case: Case, clock_at: Callable[[datetime], None]
) -> None:
    sent = _form(case.carer.get(NOTICE).text).filled(SIGNED)
    clock_at(datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=12, minutes=31))
    late = case.carer.post(NOTICE, data=sent)
    assert late.location.startswith("/sign-in?next=/account/typed/") and not _given(case)
    again = {"email": "carer@derby.example", "password": given.PASSWORD}
    page = case.carer.fill_in(late.location, again, form=late.location)
    assert "Rowan Example-Finch" in page.text and "What you typed before you were signed out" in page.text


def test_whoever_is_not_approved_has_no_notice_to_give(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk()
    carer = sign_in(Role.CARER, household_id=at.household_id(at.home()))
    assert [carer.get(path).location for path in (LEAVING, NOTICE)] == ["/portal/", "/portal/"]
    assert LEAVING not in carer.get("/portal/").text


def _form(page: str) -> filling.Form:
    return next(each for each in filling.forms(page) if each.action == NOTICE)
