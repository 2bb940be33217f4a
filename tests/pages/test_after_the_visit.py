"""After an initial visit: each outcome leads on, and only whoever is invited is chased for an application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.commands import tasks, visits
from crm.errors import Refused
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.reads import work
from tests.filling import forms
from tests.pages.conftest import Desk
from tests.pages.test_contacts import log
from tests.pages.test_visits import MONDAY, book, home, officer, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures


@pytest.mark.parametrize(
    ("outcome", "leads_to"),
    [
        ("not_suitable", "/journeys/1/record/journey-closed"),
        ("withdrew", "/journeys/1/record/journey-closed"),
        ("another_visit", "/visits/new"),
        ("later", ""),
    ],
)
def test_whoever_is_not_invited_is_not_chased_for_an_application(
    officer: Desk, home: str, clock_at: Callable[..., None], outcome: str, leads_to: str
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    sent = {"outcome": outcome, "again_on": date(2022, 3, 7)} if outcome == "later" else {"outcome": outcome}
    done = sign_in_again(officer).fill_in(page, sent, form=f"{page}/held")
    assert done.request.path == f"/households/{home}{leads_to}"
    if leads_to.endswith("closed"):
        (closing,) = (form for form in forms(done.text) if form.action.endswith("journey-closed"))
        assert closing.values["initiator"] == ["service" if outcome == "not_suitable" else "applicant"]
        assert [closing.values[f"happened_on-{part}"] for part in ("day", "month", "year")] == [
            ["7"],
            ["2"],
            ["2022"],
        ]
    assert ("You are reminded to call them on 7 March 2022." in done.text) == (outcome == "later")
    shown = " ".join(officer.browser.get(f"/households/{home}").text.split())
    to_do = shown.partition('id="next-title"')[2].partition("</section>")[0]
    assert "chase" not in to_do
    assert ("Call back" in to_do) == (outcome == "later")


def test_who_is_invited_is_chased_though_a_call_was_promised_before(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    log(officer, home, what="out-answered", again_on=date(2022, 4, 4))
    book(officer, home)
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    sign_in_again(officer).fill_in(page, {"outcome": "invite"}, form=f"{page}/held")
    items = work.of_household(home, officer.officer).items
    assert {(each.kind, each.due_on) for each in items if each.kind == "call_back"} == {
        ("call_back", date(2022, 4, 4))
    }
    chased = [each.due_on for each in items if each.clock and each.clock.name == "invitation_chased"]
    assert chased == [date(2022, 2, 21)]


def test_a_visit_of_another_kind_is_answered_in_words_where_its_report_is_refused(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home, purpose="other")
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    answer = sign_in_again(officer).fill_in(page, {"report": "x" * 10_001}, form=f"{page}/held")
    assert answer.status_code == 422 and "x" * 500 in answer.text


def test_not_now_asks_when_and_a_later_invitation_is_chased_from_its_own_day(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    asked = sign_in_again(officer).fill_in(page, {"outcome": "later"}, form=f"{page}/held")
    assert asked.status_code == 422 and "Enter the day on which to ask them again" in asked.text
    officer.browser.fill_in(page, {"outcome": "another_visit"}, form=f"{page}/held")
    again = book(officer, home, day=date(2022, 2, 28), purpose="initial")
    assert again.status_code == 200
    clock_at(date(2022, 2, 28))
    page = f"/households/{home}/visits/2"
    sign_in_again(officer).fill_in(page, {"outcome": "invite"}, form=f"{page}/held")
    shown = " ".join(officer.browser.get(f"/households/{home}").text.split())
    to_do = shown.partition('id="next-title"')[2].partition("</section>")[0]
    assert "Invitation to apply: first chase" in to_do and "visited Mon 28 Feb, due Mon 14 Mar" in to_do


def test_an_initial_visit_asks_for_an_outcome_that_says_what_comes_next(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    book(officer, home, day=date(2022, 2, 8), purpose="other")
    clock_at(date(2022, 2, 9))
    again = sign_in_again(officer)
    assert "It went as planned" not in again.get(f"/households/{home}/visits/1").text
    assert "It went as planned" in again.get(f"/households/{home}/visits/2").text
    with pytest.raises(Refused, match="Choose what came of it"):
        visits.held(officer.household_id(home), 1, outcome="went_well", report="", by=officer.officer)


def test_an_invitation_is_chased_also_where_an_earlier_visit_is_recorded_on_the_same_day(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    book(officer, home, day=date(2022, 2, 8), purpose="initial")
    clock_at(date(2022, 2, 9))
    again = sign_in_again(officer)
    for number, outcome in ((1, "another_visit"), (2, "invite")):
        page = f"/households/{home}/visits/{number}"
        again.fill_in(page, {"outcome": outcome}, form=f"{page}/held")
    shown = " ".join(officer.browser.get(f"/households/{home}").text.split())
    to_do = shown.partition('id="next-title"')[2].partition("</section>")[0]
    assert "Invitation to apply: first chase" in to_do and "visited Tue 8 Feb, due Tue 22 Feb" in to_do


def invite(officer: Desk, home: str, **answers: str) -> None:
    page = f"/households/{home}/write?letter=apply"
    officer.browser.fill_in(page, answers, form=page)


@pytest.mark.parametrize("channel", ["email", "paper"])
def test_a_letter_that_invites_starts_the_chases_though_no_visit_is_on_record(
    officer: Desk, home: str, mails: Callable[[], list[Letter]], clock_at: Callable[..., None], channel: str
) -> None:
    assert "chase" not in next_of(officer, home)
    invite(officer, home, channel=channel)
    if channel == "email":
        assert "chase" not in next_of(officer, home), "it has not gone yet"
        assert len(mails()) == 1
    shown = next_of(officer, home)
    assert "Invitation to apply: first chase" in shown and "invited Mon 31 Jan, due Mon 14 Feb" in shown
    clock_at(date(2022, 2, 14))
    tasks.clock_done(officer.household_id(home), 1, "invitation_chased", by=officer.officer)
    sign_in_again(officer)
    shown = next_of(officer, home)
    assert "Invitation to apply: second chase" in shown and "due Mon 28 Feb" in shown


def test_a_letter_invites_whom_the_visit_did_not_from_its_own_day_once(
    officer: Desk, home: str, mails: Callable[[], list[Letter]], clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    page, again = f"/households/{home}/visits/1", sign_in_again(officer)
    again.fill_in(page, {"outcome": "another_visit"}, form=f"{page}/held")
    assert "chase" not in next_of(officer, home)
    clock_at(date(2022, 2, 9))
    sign_in_again(officer)
    invite(officer, home, channel="email")
    mails()
    assert "invited Wed 9 Feb, due Wed 23 Feb" in next_of(officer, home)
    assert "that is not on record" not in officer.browser.get(f"/households/{home}/write?letter=chaser").text


def next_of(officer: Desk, home: str) -> str:
    shown = " ".join(officer.browser.get(f"/households/{home}").text.split())
    return shown.partition('id="next-title"')[2].partition("</section>")[0]


def test_a_chase_that_was_made_before_the_outcome_was_told_is_not_asked_for_again(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    record = f"/households/{home}/journeys/1/record/visit-completed"
    officer.browser.fill_in(record, {"happened_on": date(2022, 1, 10)})
    clock_at(date(2022, 2, 9))
    browser = sign_in_again(officer)
    for what in ("first chase", "Outcome of the visit"):
        found = work.of_household(home, officer.officer).items
        key = next(each.key for each in found if each.clock and what in each.clock.label)
        db.session.rollback()
        shown = forms(browser.get(f"/households/{home}").text)
        button = next(form for form in shown if form.values.get("item") == [key])
        browser.post(button.action, data=button.filled({"do": "done"}))
    assert "chase" not in next_of(officer, home)


def test_a_visit_that_nobody_had_booked_is_recorded_with_what_came_of_it(
    officer: Desk, home: str, mails: Callable[[], list[Letter]]
) -> None:
    page = book(officer, home, day=date(2022, 1, 28))
    assert page.request.path == f"/households/{home}/visits/1" and "This visit is past" in page.text
    answers = {"outcome": "another_visit", "report": "They keep bees"}
    shown = officer.browser.fill_in(page.request.path, answers, form=f"{page.request.path}/held").text
    assert "The visit is on record, and so is the journey&#39;s step" in shown and mails() == []
    assert ("visit_completed", "2022-01-28") in officer.events(home)
    seen = officer.browser.get(f"/households/{home}").text
    assert "They keep bees" in seen and ">Invitation to apply: first chase<" not in seen
    for purpose, on, said in (
        ("supervision", date(2022, 1, 28), "A supervision visit is recorded under"),
        ("assessment", date(2022, 1, 28), "is booked before it takes place"),
        ("initial", date(2021, 4, 30), "They enquired on 1 May 2021"),
    ):
        refused = book(officer, home, day=on, purpose=purpose)
        assert refused.status_code == 422 and said in refused.text
    book(officer, home)
    moved = f"/households/{home}/visits/2/move"
    assert "This is past" in officer.browser.fill_in(moved, {"on": date(2022, 1, 28)}, form=moved).text
