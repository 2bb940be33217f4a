"""The contact log: calls, mails, letters and notes on the timeline; what stops the clock, what is asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Role
from crm.commands import contacts
from crm.errors import NotFound
from crm.people import pasted
from tests import given
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]
NEW = "/households/{}/contacts/new?kind={}"


def log(desk: Desk, reference: str, kind: str = "call", **answers: Any) -> TestResponse:
    page = NEW.format(reference, kind)
    return desk.browser.fill_in(page, answers, form=page)


def test_a_call_that_was_answered_is_the_first_contact_and_stops_its_clock(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    before = officer.browser.get(f"/households/{reference}").text
    assert ">First contact<" in before.split('id="next-title"')[1].split("</section>")[0]
    log(officer, reference, what="out-no_answer", on=date(2021, 5, 4))
    assert officer.events(reference) == [("enquiry_received", "2021-05-01")]
    page = log(officer, reference, what="out-answered", text="Asked about siblings", on=date(2021, 5, 5))
    assert officer.events(reference)[1:] == [("first_contact_made", "2021-05-05")]
    assert "This was the first contact" in page.text and "Asked about siblings" in page.text
    assert ">First contact<" not in page.text.split('id="next-title"')[1].split("</section>")[0]
    log(officer, reference, what="in-answered")
    assert len(officer.events(reference)) == 2, "a later call is no first contact"


def test_calls_that_nobody_answers_are_counted_until_somebody_speaks_with_them(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    for day, what in ((4, "out-no_answer"), (5, "out-message_left"), (6, "out-wrong_number")):
        page = log(officer, reference, what=what, at="10:15", on=date(2021, 5, day))
    assert "2\N{NO-BREAK SPACE}calls without an answer" in page.text
    assert "the last on 5 May 2021 at 10:15am" in page.text
    page = log(officer, reference, what="out-answered")
    assert "without an answer" not in page.text


def test_the_timeline_shows_contacts_among_events_and_alone(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    log(officer, reference, "note", text="Line one\nLine two: Zoe\u0308 & <b>")
    page = officer.browser.get(f"/households/{reference}").text
    assert "Line one<br>Line two: Zo\u00eb &amp; &lt;b&gt;" in page and "Enquiry received" in page
    alone = officer.browser.get(f"/households/{reference}?show=contacts").text
    assert "Line one" in alone and "Enquiry received</h3>" not in alone
    assert "Line one" not in officer.browser.get(f"/households/{reference}?show=events").text


def test_a_contact_that_is_removed_comes_back(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    log(officer, reference, "note", text="On the wrong household")
    home = f"/households/{reference}"
    page = officer.browser.fill_in(f"{home}/contacts/1", {}, form=f"{home}/contacts/1/remove")
    assert "On the wrong household" not in page.text and "removed" in page.text
    page = officer.browser.fill_in(f"{home}/contacts/1", {}, form=f"{home}/contacts/1/put-back")
    assert "On the wrong household" in page.text
    fields = [["note"]]
    assert [row[1] for row in officer.audited("contact.remove")] == fields
    assert [row[1] for row in officer.audited("contact.put_back")] == fields


def test_a_contact_of_another_household_is_not_there(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    ours, other = officer.home(), officer.home("Wren Example-Other")
    log(officer, ours, "note", text="Ours")
    assert officer.browser.get(f"/households/{other}/contacts/1").status_code == 404
    with pytest.raises(NotFound):
        contacts.remove(officer.household_id(other), 1, by=officer.officer)


@pytest.mark.parametrize(
    "text", ["They moved to NG1 5FB", "ng15fb", "lives at 12 Elm Street", "07700 900 123", "at 51.5,-0.12"]
)
def test_t41_an_address_in_a_note_is_asked_about_and_kept_only_with_a_tick_on_record(
    desk: OpenDesk, text: str
) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    page = NEW.format(reference, "note")
    answer = log(officer, reference, "note", text=text)
    assert answer.status_code == 422 and text in answer.text and "This looks like" in answer.text
    assert officer.audited("contact.log") == []
    sent = {"text": text, "anyway": "yes", "csrf_token": _token(answer.text), "idempotency_key": "k" * 20}
    today = {"on-day": "31", "on-month": "1", "on-year": "2022", "at": ""}
    kept = officer.browser.post(page, data=sent | today, follow_redirects=True)
    assert text in kept.text
    assert officer.audited("contact.log") == [(None, ["address in text", "note"])]


@pytest.mark.parametrize(
    "text",
    ["3 hours in the park", "5 minutes down the road", "2 children, 5 to 11", "DER-000123", "Tue 2 Mar at 10:30"],
)
def test_t41_what_is_no_address_is_not_asked_about(text: str) -> None:
    assert pasted.found_in(text) == ()


def test_t58_a_note_too_long_is_refused_with_its_limit_and_kept_on_the_page(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    answer = log(officer, reference, "note", text="x" * 10_001)
    assert answer.status_code == 422 and "10,000 characters or fewer" in answer.text and "x" * 10_001 in answer.text
    assert log(officer, reference, "note", text="y " * 4_999 + "yz").status_code == 200


@pytest.mark.parametrize(
    ("day", "at", "said"),
    [
        (date(2021, 3, 28), "01:30", "does not exist"),
        (date(2021, 10, 31), "1:30am", "Choose which of the two it is"),
        (date(2022, 2, 1), "", "in the future"),
        (date(2021, 5, 4), "25:00", "must be a time"),
        (date(2021, 5, 4), "2", "must be a time"),
        (None, "", "Enter the day"),
    ],
)
def test_t55_a_moment_that_there_is_not_or_is_twice_is_refused_or_asked_about(
    desk: OpenDesk, day: date | None, at: str, said: str
) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    blank = {"on-day": "", "on-month": "", "on-year": ""}
    answer = log(officer, reference, what="out-no_answer", at=at, **({"on": day} if day else blank))
    assert answer.status_code == 422 and said in answer.text


def test_t55_the_hour_that_comes_twice_is_the_one_that_was_chosen(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    page = NEW.format(reference, "call")
    answer = log(officer, reference, what="out-no_answer", at="01:30", on=date(2021, 10, 31))
    sent = {"what": "out-no_answer", "at": "01:30", "which": "1", "csrf_token": _token(answer.text)}
    officer.browser.post(page, data=sent | {"on-day": "31", "on-month": "10", "on-year": "2021"})
    (line,) = _lines(officer, reference)
    assert line == datetime.fromisoformat("2021-10-31T01:30+00:00")


def test_t55_a_clock_shows_a_time_once_a_day_but_for_two_sundays() -> None:
    at = datetime.fromisoformat("2021-03-28T01:30").time()
    assert [len(clock.moments(date(2021, month, day), at)) for month, day in ((3, 28), (3, 29), (10, 31))] == [
        0,
        1,
        2,
    ]


def test_what_was_said_is_for_those_who_work_with_the_household(
    desk: OpenDesk, sign_in: Callable[..., Any]
) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    log(officer, reference, what="out-no_answer", text="A secret of theirs")
    page = sign_in(Role.DECISION_MAKER).get(f"/households/{reference}").text
    assert "We called: no answer" in page and "A secret of theirs" not in page


def test_t50_a_contact_that_is_sent_twice_is_there_once(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    page = NEW.format(reference, "note")
    token = _token(officer.browser.get(page).text)
    sent = {"text": "Once", "csrf_token": token, "idempotency_key": "a" * 20, "at": ""}
    for _ in range(2):
        officer.browser.post(page, data=sent | {"on-day": "31", "on-month": "1", "on-year": "2022"})
    assert len(_lines(officer, reference)) == 1


def _token(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def _lines(desk: Desk, reference: str) -> list[datetime]:
    from crm.reads.timeline import timeline

    found = timeline(reference, "contacts", given.officer(*desk.officer.agency_ids))
    return [line.happened_at for line in found.lines]  # type: ignore[union-attr] # contacts only


def test_a_call_back_is_promised_with_the_call_and_stands_on_its_day(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    past = log(officer, reference, what="out-no_answer", again_on=date(2022, 1, 3))
    assert past.status_code == 422 and "3 January 2022 is past" in past.text
    assert _lines(officer, reference) == [], "neither the call nor the promise is kept"
    page = log(officer, reference, what="out-no_answer", again_on=date(2022, 2, 3))
    assert "call back Thu 3 Feb" in page.text


def test_a_promised_call_is_done_with_by_whatever_contact_came_after_it(
    desk: OpenDesk, clock_at: Callable[[datetime], None]
) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    log(officer, reference, what="out-no_answer", again_on=date(2022, 2, 3))
    log(officer, reference, what="in-answered", on=date(2022, 1, 28))  # before it was promised
    assert "Call back" in _next_steps(officer, reference)
    clock_at(datetime(2022, 1, 31, 12, 25, tzinfo=UTC))
    log(officer, reference, what="in-answered", at="12:20")
    assert "Call back" not in _next_steps(officer, reference)


def _next_steps(officer: Desk, reference: str) -> str:
    page = officer.browser.get(f"/households/{reference}").text
    return page.partition('id="next-title"')[2].partition("</section>")[0]


def test_what_was_said_on_the_day_of_an_enquiry_stands_above_it(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    page = log(officer, reference, what="out-answered", on=date(2021, 5, 1)).text
    places = [page.index(f">{each}</h3>") for each in ("First contact made", "We called, and spoke with them")]
    assert places == sorted(places) and places[-1] < page.index(">Enquiry received</h3>")


def test_the_clock_runs_again_when_the_call_that_stopped_it_is_removed(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    reference = officer.home()
    home = f"/households/{reference}"
    log(officer, reference, what="out-answered", on=date(2021, 5, 5))
    log(officer, reference, what="in-answered", on=date(2021, 5, 7))
    page = officer.browser.fill_in(f"{home}/contacts/1", {}, form=f"{home}/contacts/1/remove")
    assert "waited for again" not in page.text
    assert officer.events(reference)[-1] == ("first_contact_made", "2021-05-07"), "the next of those that stay"
    page = officer.browser.fill_in(f"{home}/contacts/2", {}, form=f"{home}/contacts/2/remove")
    assert "It was their first contact, which is waited for again." in page.text
    assert "First contact" in officer.browser.get("/?whose=all").text.split('id="overdue"')[1]
    officer.browser.fill_in(f"{home}/contacts/1", {}, form=f"{home}/contacts/1/put-back")
    assert officer.events(reference)[-1] == ("first_contact_made", "2021-05-05")
