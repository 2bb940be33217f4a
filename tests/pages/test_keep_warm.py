"""Closing with a reason and a day to ask again; the list that brings them back; caseload, and handing it over."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm.actor import Role
from crm.commands import assignments, closings, enquiries, journeys, staff, tasks
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.errors import Refused
from crm.journey.events import EnquiryReceived, JourneyClosed, JourneyReopened
from crm.journey.ranges import Route
from crm.reads import work, workers
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

MARCH = date(2022, 3, 1)
CLOSING = {"stage": "enquiry", "initiator": "applicant", "reason": "not_now", "happened_on": TODAY}


def text_of(browser: CheckingClient, path: str) -> str:
    return " ".join(browser.get(path).text.split())


def close(desk: Desk, reference: str, **answers: object) -> str:
    path = f"/households/{reference}/journeys/1/record/journey-closed"
    answer = desk.browser.fill_in(path, CLOSING | answers, form=path)
    return " ".join(answer.text.split())


def test_whoever_is_not_ready_comes_back_on_the_day_that_was_agreed(
    desk: Callable[..., Desk], clock_at: Callable[[date], None], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    close(at, reference, again="yes", again_on=MARCH)
    assert reference not in text_of(at.browser, "/keep-warm")
    later = text_of(at.browser, "/keep-warm?show=later")
    assert reference in later and "Not the right time, 31 Jan 2022, by the applicant; recorded by" in later
    clock_at(MARCH)
    browser = sign_in(Role.SOCIAL_WORKER)
    assert reference in text_of(browser, "/keep-warm")
    today = text_of(browser, "/?whose=all").partition('id="today"')[2]
    assert reference in today and "Ask again" in today and "They are coming back" in today


def test_a_day_is_asked_for_and_must_come_after_the_closing(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    assert "Enter the day from which they may be asked again" in close(at, reference, again="yes")
    assert "Choose a day after the closing" in close(at, reference, again="yes", again_on=TODAY)
    assert "You chose No and entered a day" in close(at, reference, again="no", again_on=MARCH)
    assert at.events(reference)[-1][0] == "enquiry_received"


def test_no_journey_is_closed_without_saying_why_or_who_ended_it(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    page = close(at, reference, reason="", initiator=[])
    assert "Choose the main reason" in page and "Choose who ended it" in page
    home = at.household_id(reference)
    whole = JourneyClosed(happened_on=TODAY, initiator="applicant", reason="not_now")
    for event in (replace(whole, reason=None), replace(whole, initiator=None)):
        with pytest.raises(Refused, match="Choose"):
            closings.close(home, 1, event, by=at.officer)
    assert len(at.events(reference)) == 1


def test_only_whoever_agreed_to_it_is_written_to_from_the_list(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    asked = enquiries.log_enquiry(
        at.officer.agency_ids[0],
        people=NewHousehold(carers=(NewCarer("Sam Example-Wren", "sam@home.example"),)),
        details=Details(keep_in_touch=True),
        received_on=TODAY,
        by=at.officer,
    ).reference
    silent = at.home()
    for reference in (asked, silent):
        close(at, reference, again="yes", again_on=MARCH)
    page = at.browser.get("/keep-warm?show=all").text
    link = f"/households/{asked}/write?letter=keep_in_touch"
    assert f'href="{link}"' in page and f"/households/{silent}/write" not in page
    assert "You told us that we may keep in touch" in at.browser.get(link).text


@pytest.mark.parametrize("back", ["enquires again", "is reopened"])
def test_whoever_came_back_is_not_asked_again(desk: Callable[..., Desk], back: str) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    close(at, reference, again="yes", again_on=MARCH)
    home = at.household_id(reference)
    if back == "enquires again":
        journeys.begin(home, route=Route.MAINSTREAM, first=EnquiryReceived(happened_on=TODAY), by=at.officer)
    else:
        journeys.record(home, 1, JourneyReopened(happened_on=TODAY), by=at.officer)
    assert reference not in text_of(at.browser, "/keep-warm?show=all")


def test_one_who_is_not_to_be_asked_again_leaves_the_list(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    close(at, reference, again="yes", again_on=MARCH)
    (form,) = [each for each in forms(at.browser.get("/keep-warm?show=all").text) if each.action.endswith("/work")]
    page = at.browser.post(form.action, data=form.filled({}) | {"do": "drop"}, follow_redirects=True)
    assert f"{reference}: not wanted any more." in page.text
    reopening = f"/households/{reference}/journeys/1/record/journey-reopened"
    (form,) = [each for each in forms(at.browser.get(reopening).text) if each.action == reopening]
    day = [form.values[f"happened_on-{part}"] for part in ("day", "month", "year")]
    assert day == [[str(TODAY.day)], [str(TODAY.month)], [str(TODAY.year)]], "today, unless it is changed"
    assert "Nobody is to be asked again yet." in text_of(at.browser, "/keep-warm?show=all")


def test_the_manager_takes_the_list_in_a_file_and_says_what_for(desk: Callable[..., Desk]) -> None:
    at = desk(Role.MANAGER)
    reference = at.home()
    close(at, reference, again="yes", again_on=MARCH)
    path = "/keep-warm?show=all"
    answer = at.browser.fill_in(path, {"reason": "audit"}, form="/keep-warm/export?show=all")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[1][0] == reference and rows[1][3] == "2022-03-01"
    assert at.audited("household.export") == [("audit", [reference])]


def test_the_caseload_says_who_has_how_much_and_what_of_it_is_late(desk: Callable[..., Desk]) -> None:
    at = desk(Role.MANAGER)
    given.user(Role.SOCIAL_WORKER)
    by = replace(given.officer(*at.officer.agency_ids), role=Role.MANAGER)
    people = {name: number for number, name in workers.workers(by)}
    for days in (10, 0):
        home = given.household(by.agency_ids[0])
        given.journey(home, TODAY - timedelta(days=days), by=at.officer)
        assignments.assign([home], people["Social Worker"], by=by)
    row = text_of(at.browser, "/caseload").partition(">Social Worker")[2].partition("</tr>")[0]
    assert f'href="/?whose={people["Social Worker"]}">2<' in row
    assert row.count('numeric">1</td>') == 1, "one of them is overdue"


def test_the_households_of_a_colleague_who_left_are_handed_over_together(desk: Callable[..., Desk]) -> None:
    at = desk(Role.MANAGER)
    given.user(Role.SOCIAL_WORKER)
    by = replace(given.officer(*at.officer.agency_ids), role=Role.MANAGER)
    people = {name: number for number, name in workers.workers(by)}
    homes = [at.household_id(at.home()) for _ in range(3)]
    assignments.assign(homes, people["Social Worker"], by=by)
    staff.close(people["Social Worker"], reason="left", by=by)
    listed = text_of(at.browser, "/caseload").partition(">Social Worker")[2]
    assert "account closed" in listed.partition("</tr>")[0]
    path = f"/caseload/{people['Social Worker']}/hand-over"
    page = at.browser.fill_in(path, {"worker": str(people["Manager"])}, form=path)
    assert "3 households are now with Manager." in page.text
    assert "Social Worker" not in text_of(at.browser, "/caseload")


def test_closing_an_account_says_how_many_households_stay_with_it_and_leads_to_handing_them_over(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.MANAGER)
    given.user(Role.SOCIAL_WORKER)
    by = replace(given.officer(*at.officer.agency_ids), role=Role.MANAGER)
    account = {name: number for number, name in workers.workers(by)}["Social Worker"]
    path = f"/staff/{account}/close"
    assert "Hand over" not in at.browser.get(path).text
    assignments.assign([at.household_id(at.home()) for _ in range(2)], account, by=by)
    page = at.browser.get(path).text
    assert "2\N{NO-BREAK SPACE}households stay with them" in page
    assert f'href="/caseload/{account}/hand-over"' in page
    done = at.browser.fill_in(path, {"reason": "left"}, form=path)
    assert "2\N{NO-BREAK SPACE}households to be handed over: see Caseload" in done.text


def test_a_call_that_was_promised_is_not_wanted_once_the_journey_is_closed(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    tasks.add(at.household_id(reference), kind="call_back", due_on=TODAY, by=at.officer)
    assert reference in text_of(at.browser, "/?whose=all")
    close(at, reference)
    assert reference not in text_of(at.browser, "/?whose=all")


def test_a_call_is_wanted_again_where_a_closing_of_many_is_taken_back(
    desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    home = at.household_id(reference)
    tasks.add(home, kind="call_back", due_on=TODAY + timedelta(days=2), by=at.officer)
    clock_at(TODAY + timedelta(days=1))
    closed = JourneyClosed(happened_on=TODAY + timedelta(days=1), initiator="applicant", reason="not_now")
    event_id = journeys.record(home, 1, closed, by=at.officer)
    assert work.of_households([home], at.officer)[home].items == ()
    journeys.strike_out(home, event_id, reason="mistyped", by=at.officer)
    (first,) = work.of_households([home], at.officer)[home].items
    assert first.call is not None and first.call.due_on == TODAY + timedelta(days=2)
