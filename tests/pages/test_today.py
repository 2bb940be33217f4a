"""The page of today: what is overdue, due, new, coming up, with nobody and without a next step; and its buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm import clock
from crm.actor import Role
from crm.commands import enquiries, settings, staff, tasks, visits
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.extensions import db
from crm.journey import events
from crm.people.work_tables import Task
from crm.reads import workers
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds


def text_of(browser: CheckingClient, path: str = "/?whose=all") -> str:
    return " ".join(browser.get(path).text.split())


def part(page: str, name: str) -> str:
    """The part of the page with this id; an empty text if it is not there."""
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def press(desk: Desk, reference: str, button: str, *, path: str = "/?whose=all") -> str:
    """Press a button of a household's first line; the page that follows."""
    form = next(
        each for each in forms(desk.browser.get(path).text) if each.action == f"/households/{reference}/work"
    )
    answer = desk.browser.post(form.action, data=form.filled({}) | {"do": button}, follow_redirects=True)
    return " ".join(answer.text.split())


def open_tasks(at: Desk) -> list[int]:
    """The tasks that nobody has ended."""
    found = list(db.session.scalars(select(Task.id).where(Task.done_at.is_(None))))
    db.session.rollback()
    return found


def enquired(desk: Desk, days_ago: int, name: str = "Rowan Example-Finch") -> str:
    home = given.household(desk.officer.agency_ids[0], name)
    given.journey(home, TODAY - timedelta(days=days_ago), by=desk.officer)
    return desk.reference(home)


def test_a_call_leads_to_their_numbers_and_to_when_and_how_they_want_to_be_called(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    logged = enquiries.log_enquiry(
        at.officer.agency_ids[0],
        people=NewHousehold(carers=(NewCarer("Rowan Example-Finch", phone="01632 960 001"),)),
        details=Details(best_time="After 5 pm", language="Polish", needs=("interpreter",)),
        received_on=TODAY,
        by=at.officer,
    )
    page = text_of(at.browser)
    link = f"/households/{logged.reference}/contacts/new"
    assert f'href="{link}">How to reach them' in page and "01632" not in page
    asked = text_of(at.browser, link)
    for said in ("01632 960 001", "After 5 pm", "Polish", "interpreter"):
        assert said in asked


def test_what_one_press_ended_is_taken_back_from_where_it_is_said(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = enquired(at, 0)
    home = at.household_id(reference)
    tasks.add(home, kind="step", due_on=TODAY, what="Ask about their dog", by=at.officer)
    page = forms(at.browser.get(f"/households/{reference}").text)
    step = next(each for each in page if any(item.startswith("task:") for item in each.values.get("item", [])))
    answer = at.browser.post(step.action, data=step.filled({}) | {"do": "drop"}, follow_redirects=True)
    said = " ".join(answer.text.split())
    [where] = re.findall(r'href="([^"]+)">Take it back</a>', said)
    at.browser.fill_in(where, {}, form=where)
    assert "Ask about their dog" in part(text_of(at.browser), "today")


def test_each_line_says_what_for_whom_why_now_and_how_late(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    late, due, new = enquired(at, 6), enquired(at, 3), enquired(at, 0)
    page = text_of(at.browser)
    assert late in part(page, "overdue") and "5 days late" in part(page, "overdue")
    assert "enquired Tue 25 Jan, was due Wed 26 Jan" in part(page, "overdue")
    assert due in part(page, "today") and "due today" in part(page, "today")
    assert new in part(page, "new") and "due tomorrow" in part(page, "new")
    assert "Rowan Example-Finch" in part(page, "overdue")


def test_doing_the_first_thing_takes_the_line_off_and_says_what_comes_next(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    late = enquired(at, 6)
    page = press(at, late, "spoke")
    assert f"You spoke to {late}, their first contact." in page
    assert "Next for them: screening, by Monday 7 February." in page
    assert late not in part(page, "overdue")
    assert at.events(late)[-1] == ("first_contact_made", "2022-01-31")


def test_no_answer_is_no_contact_so_the_clock_stays_with_the_day_of_the_next_call(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    late = enquired(at, 6)
    page = press(at, late, "no_answer")
    assert f"No answer from {late}: you try again on Tuesday 1 February." in page
    shown = part(page, "overdue")
    assert late in shown and "First contact" in shown and "call back Tue 1 Feb" in shown
    assert "was due Wed 26 Jan" in shown and 'id="soon"' not in page
    assert at.events(late) == [("enquiry_received", "2022-01-25")]
    (call,) = open_tasks(at)
    tasks.move(call, date(2022, 3, 14), by=at.officer)
    assert "call back Mon 14 Mar" in part(text_of(at.browser), "overdue")
    press(at, late, "spoke")
    assert open_tasks(at) == [] and late not in part(text_of(at.browser), "overdue")


def test_the_next_working_day_is_one_on_which_the_office_is_open(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    derby = at.officer.agency_ids[0]
    settings.change("closures", ["2022-02-01"], valid_from=TODAY, agency_id=derby, by=given.officer(derby))
    assert "you try again on Wednesday 2 February" in press(at, enquired(at, 6), "no_answer")


def test_a_chase_that_was_made_takes_the_place_of_both_and_then_nothing_is_next(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = given.household(at.officer.agency_ids[0])
    begun = given.journey(home, date(2021, 11, 1), by=at.officer)
    for step, day in ((events.FirstContactMade, date(2021, 11, 2)), (events.VisitCompleted, date(2021, 12, 1))):
        given.record(home, begun, step(happened_on=day), by=at.officer)
    tasks.clock_done(home, begun, "visit_outcome", by=at.officer)
    reference = at.reference(home)
    assert "Invitation to apply: first chase" in part(text_of(at.browser), "overdue")
    assert "second chase" not in text_of(at.browser)
    page = press(at, reference, "done")
    assert "Nothing comes next for them yet: add a next step, or close." in page
    assert reference in part(page, "nothing") and reference not in part(page, "overdue")


def test_a_button_that_was_overtaken_says_so_and_does_nothing(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    late = enquired(at, 6)
    page = at.browser.get("/?whose=all").text
    press(at, late, "spoke")
    form = next(each for each in forms(page) if each.action == f"/households/{late}/work")
    sent = form.filled({}) | {"do": "no_answer"}
    answer = at.browser.post(f"/households/{late}/work", data=sent, follow_redirects=True)
    assert "Somebody has done this since you opened the page" in " ".join(answer.text.split())
    assert len(at.events(late)) == 2


def test_whoever_takes_an_enquiry_that_is_with_nobody_has_it_on_their_page(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    new = enquired(at, 0)
    page = press(at, new, "take", path="/?whose=mine")
    assert f"{new} is yours. Next for them: first contact, by Tuesday 1 February." in page
    assert new in part(page, "new") and new not in part(page, "nobody")


def test_two_who_take_the_same_enquiry_do_not_both_have_it(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.OFFICER)
    new = enquired(at, 0)
    late = sign_in(Role.SOCIAL_WORKER)
    page = late.get("/?whose=mine").text
    press(at, new, "take", path="/?whose=mine")
    form = next(each for each in forms(page) if each.action == f"/households/{new}/work")
    answer = late.post(form.action, data=form.filled({}) | {"do": "take"}, follow_redirects=True)
    assert f"Somebody has given {new} to another since you opened the page" in " ".join(answer.text.split())


def test_a_closed_account_leaves_its_households_with_nobody(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.OFFICER)
    new = enquired(at, 0)
    press(at, new, "take", path="/?whose=mine")
    manager = replace(given.officer(*at.officer.agency_ids), role=Role.MANAGER)
    ((number, _),) = workers.workers(manager)
    staff.close(number, reason="left", by=manager)
    other = sign_in(Role.SOCIAL_WORKER)
    assert new in part(text_of(other, "/?whose=mine"), "nobody")
    assert "Nobody: Officer" in text_of(other)


def test_what_was_said_done_by_mistake_is_taken_back_and_is_on_the_list_again(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    late = enquired(at, 20)
    press(at, late, "spoke")
    home = at.household_id(late)
    tasks.add(home, kind="step", what="Send the brochure", due_on=TODAY, by=at.officer)
    page = press(at, late, "done")
    assert f"Send the brochure is done for {late}." in page and late not in part(page, "today")
    shown = text_of(at.browser, f"/households/{late}?show=work")
    assert "Send the brochure: done" in shown
    (link,) = re.findall(r'href="(/households/[^"]+/take-back)"', shown)
    answer = at.browser.fill_in(link, {}, form=link)
    assert "Send the brochure" in part(" ".join(answer.text.split()), "next-title")
    assert late in part(text_of(at.browser), "today")
    again = at.browser.fill_in(link, {}, form=link)
    assert "It is still to be done, or was taken back already." in again.text


def test_everybody_who_ever_worked_with_a_household_stands_on_its_timeline(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    new = enquired(at, 0)
    press(at, new, "take", path="/?whose=mine")
    path = f"/households/{new}/worker"
    assert f"{new} is now with nobody." in at.browser.fill_in(path, {"worker": "nobody"}, form=path).text
    shown = text_of(at.browser, f"/households/{new}?show=work")
    assert "Given to Officer" in shown and "Given to nobody" in shown


def test_calls_that_nobody_answered_are_counted_on_the_line(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    late = enquired(at, 6)
    press(at, late, "no_answer")
    assert "1 call without an answer" in part(text_of(at.browser), "overdue")
    press(at, late, "no_answer")
    assert "2 calls without an answer" in part(text_of(at.browser), "overdue")


def test_a_booked_visit_is_on_its_day_with_its_time_and_takes_the_place_of_offering_one(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    late = enquired(at, 20)
    press(at, late, "spoke")
    assert "Book a visit" in part(text_of(at.browser), "soon")
    (worker,) = (number for number, _ in workers.workers(at.officer))
    starts = clock.start_of_day(TODAY + timedelta(days=3)) + timedelta(hours=10)
    booked = visits.Appointment(starts_at=starts, minutes=60, worker_id=worker, purpose="initial", place="home")
    visits.book(at.household_id(late), booked, by=at.officer)
    soon = part(text_of(at.browser), "soon")
    assert "Initial visit" in soon and "booked for Thu 3 Feb at 10:00am" in soon
    assert "Visit to be offered" not in soon


def test_who_came_by_the_website_is_counted_whatever_they_had_heard_of_fostering_through(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    for name, channel, source in (
        ("Rowan Example-Finch", "website", "social_media"),
        ("Wren Example-Teal", "website", "event"),
        ("Ash Example-Linden", "phone", "website"),
    ):
        enquiries.log_enquiry(
            at.officer.agency_ids[0],
            people=NewHousehold(carers=(NewCarer(name),)),
            details=Details(channel=channel, source=source),
            received_on=TODAY,
            by=at.officer,
        )
    assert "2 from the website" in part(text_of(at.browser), "new")


def test_of_those_with_nobody_whoever_has_just_asked_comes_first(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    old, new = enquired(at, 60), enquired(at, 0)
    nobody = part(text_of(at.browser, "/?whose=mine"), "nobody")
    assert nobody.index(new) < nobody.index(old)
    assert "1 just asked, and can still be called in time." in nobody


def test_a_decision_that_the_law_wants_leads_whoever_decides_to_its_form(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.OFFICER)
    home = given.household(at.officer.agency_ids[0])
    begun = given.journey(home, date(2021, 9, 1), by=at.officer)
    for step in given.STEPS:
        given.record(home, begun, step(happened_on=TODAY - timedelta(days=6)), by=at.officer)
    form = f"/households/{at.reference(home)}/journeys/1/decide/household-approved"
    assert form in part(text_of(sign_in(Role.MANAGER)), "soon")
    officers = part(text_of(at.browser), "soon")
    assert form not in officers and "Add a next step" in officers
