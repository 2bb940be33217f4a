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


@pytest.fixture
def other(app: Flask, case: Case) -> CheckingClient:
    """The second carer of the household, on record and with a browser of their own."""
    there = {"name": "Robin Example-Finch", "email": "robin@home.example"}
    case.at.browser.fill_in(f"/households/{case.reference}/people/2/edit", there)
    return second_carer(case, CheckingClient(app))


def _staff(case: Case) -> str:
    return _plain(case.at.browser.get(f"/households/{case.reference}/ending").text)


ROBIN = {"name": "Robin Example-Finch", "reason": "burnout"}


def test_the_approval_of_two_ends_28_days_after_the_second_has_signed(
    case: Case, other: CheckingClient, clock_at: Callable[[date], None], cli: Callable[..., Answer]
) -> None:
    code, page = _give(case)
    assert code == 422 and "Choose who wants to stop" in page
    code, page = _give(case, who="both")
    assert code == 200 and "Your part of the approval ends on <strong>28 February 2022" in page and not _given(case)
    assert "cannot be withdrawn" in page and case.carer.get(NOTICE).location == LEAVING
    assert "The other carer is asked to sign in the portal, and has not" in _staff(case)
    assert "Read it, and tell us whether you stop or go on" in other.get("/portal/").text
    assert "has given notice" in other.get(LEAVING).text
    clock_at(TODAY + timedelta(days=3))
    for browser, who in ((other, "robin@home.example"), (case.at.browser, "manager@derby.example")):
        browser.fill_in("/sign-in", {"email": who, "password": given.PASSWORD}, form="/sign-in")
    page = other.fill_in(NOTICE, ROBIN, form=NOTICE).text
    assert "Your approval ends on <strong>3 March 2022" in _plain(page) and _given(case) == ["2022-02-03"]
    assert (
        "asked to sign" not in _staff(case) and "see the page Ending" not in case.at.browser.get("/?whose=all").text
    )
    clock_at(date(2022, 3, 4))
    case.at.browser.fill_in(
        "/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD}, form="/sign-in"
    )
    assert [_places(case, day) for day in (LAST, date(2022, 3, 2), date(2022, 3, 3))] == [2, 2, 0]
    assert cli("check").code == 0


def test_one_who_stops_alone_is_told_of_to_staff_and_leaves_on_their_last_day(
    case: Case, other: CheckingClient, clock_at: Callable[[date], None], mails: Callable[[], list[Letter]]
) -> None:
    code, page = _give(case, who="me")
    assert code == 200 and "goes on with them" in page and not _given(case)
    assert "given notice" not in other.get("/portal/").text + other.get(LEAVING).text
    assert "robin@home.example" not in [letter.to for letter in mails()]
    assert "there is no range to widen" in case.at.browser.get(f"/carers/widening/{case.reference}").text
    assert "for themselves alone" in _staff(case) and "The portal has told the other carer nothing" in _staff(case)
    leave = f"/households/{case.reference}/people/1/leave"
    told = {"on-day": 31, "on-month": 1, "on-year": 2022, "why": "resigned", "own_household": "no"}
    early = case.at.browser.fill_in(leave, told, form=leave)
    assert (
        early.status_code == 422
        and "Their notice ends their part of the approval on 28 February 2022" in early.text
    )
    clock_at(LAST)
    again = {"email": "manager@derby.example", "password": given.PASSWORD}
    case.at.browser.fill_in("/sign-in", again, form="/sign-in")
    assert "record who has left (B-18)" in case.at.browser.get("/?whose=all").text
    assert case.at.browser.fill_in(leave, told | {"on-day": 28, "on-month": 2}, form=leave).status_code == 200
    assert _places(case, LAST) == 2 and "for themselves alone" not in _staff(case)


def test_t49_a_notice_that_the_other_signed_meanwhile_is_read_anew_before_it_ends_the_approval(
    case: Case, other: CheckingClient
) -> None:
    opened = _form(other.get(NOTICE).text).filled({"name": "Robin Example-Finch", "who": "me"})
    _give(case, who="both", reason="burnout")
    late = other.post(NOTICE, data=opened)
    assert late.status_code == 422 and "The other carer has signed since you opened this page" in late.text
    assert "and with it your household’s" in _plain(late.text) and not _given(case)
    again = _form(late.text).filled({"name": "Robin Example-Finch"})
    assert other.post(NOTICE, data=again).status_code == 303 and _given(case) == [str(TODAY)]
    assert "Burnout" in _staff(case), "the reason of whoever signed first, where the second gave none"


def test_whoever_goes_on_says_so_to_staff_alone_and_may_sign_later(case: Case, other: CheckingClient) -> None:
    _give(case, who="both")
    done = other.fill_in(LEAVING, {}, form=f"{LEAVING}/stay").text
    assert "Nothing ends for you" in done and "You have told us that you go on" in done
    assert "that they go on; nobody has told" in _staff(case)
    assert "The other carer has not signed" in case.carer.get(LEAVING).text and not _given(case)
    assert other.fill_in(NOTICE, ROBIN, form=NOTICE).status_code == 200 and _given(case) == [str(TODAY)]


def test_what_one_carer_never_signed_is_set_aside_by_two_of_the_staff(
    case: Case, other: CheckingClient, sign_in: Callable[..., CheckingClient]
) -> None:
    _give(case, who="both")
    ending = f"/households/{case.reference}/ending"
    officer = sign_in(Role.OFFICER)

    def act(browser: CheckingClient, what: str) -> str:
        found = re.search(rf'action="({ending}/signed/\d+/{what})"', browser.get(ending).text)
        assert found is not None, what
        return browser.fill_in(ending, {}, form=found[1]).text

    assert "A second person has to agree" in act(case.at.browser, "doubt")
    assert "/agree" not in case.at.browser.get(ending).text
    assert "It is set aside" in act(officer, "agree") and "asked to sign" not in _staff(case)
    assert "has given notice" not in other.get(LEAVING).text
    assert case.carer.get(NOTICE).status_code == 200 and not _given(case)


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
