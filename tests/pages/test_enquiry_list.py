"""The list of enquiries: which, in which order, whether each counts, whose, and the list as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm.actor import Role
from crm.commands import enquiries, journeys
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.ledger.tables import EventRecord
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import TODAY, Desk
from tests.reads.test_households import counted

pytestmark = pytest.mark.slow  # together they take seconds

LATE = timedelta(days=10)


def log(at: Desk, name: str, on: date = TODAY, home: int | None = None, **said: object) -> int:
    logged = enquiries.log_enquiry(
        at.officer.agency_ids[0],
        people=NewHousehold(carers=(NewCarer(name),)) if home is None else NewHousehold(),
        details=Details(**said),  # type: ignore[arg-type] # the names of Details
        received_on=on,
        by=at.officer,
        household_id=home,
    )
    return logged.household_id


def names(browser: CheckingClient, asked: str = "") -> list[str]:
    """The names on the list, in order."""
    page = browser.get(f"/enquiries{asked}").text
    return [part.split("</bdi>")[0] for part in page.split('<bdi class="hearth-table__note">')[1:]]


def test_the_newest_comes_first_and_what_came_of_it_is_said(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    log(at, "Ash Specimen", TODAY - LATE, source="employer", employer="Example Hospital Trust")
    log(at, "Birch Specimen", source="website", channel="email", spoke=True)
    page = at.browser.get("/enquiries").text
    assert names(at.browser) == ["Birch Specimen", "Ash Specimen"]
    for shown in ("2\N{NO-BREAK SPACE}enquiries", "Example Hospital Trust", "Website", "E-mail", "Not yet"):
        assert shown in page
    assert 'data-label="First contact">31 Jan 2022' in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?q=birch", ["Birch Specimen"]),
        ("?q=hospital", ["Ash Specimen"]),
        ("?source=website", ["Birch Specimen"]),
        ("?channel=email", ["Birch Specimen"]),
        ("?route=kinship", ["Cedar Specimen"]),
        ("?since=2022-01-30", ["Birch Specimen"]),
        ("?until=2022-01-30&since=2022-01-21", ["Ash Specimen"]),
        ("?kind=enquiry_received", ["Birch Specimen", "Ash Specimen", "Cedar Specimen"]),
        ("?kind=enquiry_repeated", []),
        ("?kind=further", ["Ash Specimen"]),
        ("?kind=further&source=hub", ["Ash Specimen"]),
        ("?kind=no-such-kind", ["Birch Specimen", "Ash Specimen", "Cedar Specimen"]),
        ("?agency=elsewhere", []),
    ],
)
def test_filters_leave_what_is_asked_for(desk: Callable[..., Desk], asked: str, found: list[str]) -> None:
    at = desk(Role.OFFICER)
    ash = log(at, "Ash Specimen", TODAY - LATE, source="employer", employer="Example Hospital Trust")
    log(at, "", home=ash, source="hub")
    log(at, "Birch Specimen", source="website", channel="email")
    given.journey(
        given.household(at.officer.agency_ids[0], "Cedar Specimen"),
        date(2021, 5, 1),
        by=at.officer,
        route=Route.KINSHIP,
    )
    assert names(at.browser, asked) == found


def test_what_was_struck_out_is_not_listed_and_what_was_corrected_is_once(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    for name, correct in (("Ash Specimen", False), ("Birch Specimen", True)):
        home = log(at, name, TODAY - LATE)
        event = _enquiry_of(home)
        if correct:
            better = events.EnquiryReceived(happened_on=TODAY - LATE, source="event")
            journeys.correct(home, event, better, reason="mistyped", by=at.officer)
        else:
            journeys.strike_out(home, event, reason="did_not_happen", by=at.officer)
    assert names(at.browser) == ["Birch Specimen"]
    assert "1\N{NO-BREAK SPACE}enquiry" in at.browser.get("/enquiries").text


def test_an_enquiry_inside_the_window_of_another_says_that_it_is_not_counted(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = given.household(at.officer.agency_ids[0])
    for day in (TODAY - LATE, TODAY):
        given.journey(home, day, by=at.officer)
    page = at.browser.get("/enquiries").text
    assert page.count("Not counted: repeats another</span>") == 1


def test_a_day_that_is_none_is_said_and_asks_for_all(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    log(at, "Ash Specimen")
    page = at.browser.get("/enquiries?since=31-31-2022")
    assert page.status_code == 422
    assert "is not a day, like 2026-03-31" in page.text and "Ash Specimen" in page.text


def test_another_councils_enquiries_are_not_listed(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    nottingham = given.officer(given.agency("nottingham"))
    given.journey(given.household(nottingham.agency_ids[0], "Rowan Example-Finch"), TODAY, by=nottingham)
    assert "There are no enquiries yet." in at.browser.get("/enquiries").text
    assert names(at.browser, "?q=finch") == []


def test_the_list_is_a_file_for_the_manager_who_says_what_for(desk: Callable[..., Desk]) -> None:
    at = desk(Role.MANAGER)
    log(at, "=Ash Specimen", source="website")
    taken = at.browser.fill_in("/enquiries", {"reason": "report"}, form="/enquiries/export?")
    rows = list(csv.reader(io.StringIO(taken.text.removeprefix("\ufeff"))))
    assert rows[0][:4] == ["Received", "Counts", "Reference", "Name"]
    assert rows[1][:2] == ["2022-01-31", "Counted"] and rows[1][3] == "'=Ash Specimen"
    refused = at.browser.fill_in("/enquiries", {"reason": ""}, form="/enquiries/export?")
    assert refused.status_code == 422 and "Choose what the file is for" in refused.text


def test_a_fragment_is_the_list_without_the_page(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    log(at, "Ash Specimen")
    part = at.browser.get("/enquiries?q=ash", headers={"HX-Request": "true"})
    assert "<html" not in part.text and "Ash Specimen" in part.text


def test_the_number_of_queries_is_constant_in_the_number_of_enquiries(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    at.browser.get("/")  # what is asked once in a session
    counts = []
    for more in (2, 20):
        for _twice in range(2):
            log(at, f"Twin {more} Specimen")
        for number in range(more):
            log(at, f"Number{number} Specimen")
        at.browser.get("/enquiries")
        with counted() as seen:
            at.browser.get("/enquiries")
        counts.append(len(seen))
        shown = [each for each in seen if "household.area" in each and "agency.name" in each]
        assert shown and all("household.id IN" in each for each in shown), "of no other household"
    assert counts[0] == counts[1] <= 32, counts


def _enquiry_of(home: int) -> int:
    """The number of the event by which a household enquired."""
    asked = select(EventRecord.id).where(EventRecord.household_id == home).order_by(EventRecord.id)
    found = db.session.scalars(asked).first()
    db.session.rollback()
    assert found is not None
    return found
