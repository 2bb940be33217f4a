"""The register of employers: put on once however spelt, changed, merged and parted, linked to what is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask

from crm.actor import Role
from crm.commands import enquiries, profiles
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.journey.events import EnquiryReceived, HouseholdApproved
from tests import given
from tests.doors import CheckingClient
from tests.pages.test_reports import text_of

SignIn = Callable[..., CheckingClient]
NEW = "/employers/new"
TODAY = date(2026, 9, 30)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    clock_at(TODAY)
    return given.agency()


@pytest.fixture
def officer(derby: int, sign_in: SignIn) -> CheckingClient:
    return sign_in(Role.OFFICER)


def put_on(browser: CheckingClient, name: str, **more: Any) -> str:
    """Put an employer on the register by its form; its address, or the form's where it was refused."""
    told = {"name": name, "sector": "transport", "status": "interested", "since": TODAY, **more}
    return browser.fill_in(NEW, told, form=NEW).request.path


def asks(agency_id: int, employer: str, name: str = "Rowan Example-Finch") -> None:
    """Somebody asks about fostering, and says where they work."""
    enquiries.log_enquiry(
        agency_id,
        people=NewHousehold(carers=(NewCarer(name, phone="01632 960001"),)),
        details=Details(source="employer", employer=employer),
        received_on=TODAY,
        by=given.officer(agency_id),
        anyway=True,
    )


def test_an_employer_under_two_spellings_is_recognised(
    officer: CheckingClient,
) -> None:
    assert "No employer is on the register." in text_of(officer.get("/employers").text)
    assert put_on(officer, "Example Rail Ltd") == "/employers/1"
    typed = officer.post(
        NEW,
        data={"name": "The Exampel Rail Company", "csrf_token": _token(officer)},
        headers={"HX-Request": "true"},
    )
    assert "Could this be one of these? Example Rail Ltd" in text_of(typed.text)
    assert put_on(officer, "EXAMPLE  rail ltd") == NEW  # the same name: it is refused however often it is sent
    told = {"name": "Example Rail plc", "sector": "transport", "status": "interested", "since": TODAY}
    page = officer.fill_in(NEW, told, form=NEW)
    assert page.status_code == 422 and "This could be an employer that is on the register" in page.text
    token = page.text.split('name="idempotency_key" value="')[1].split('"')[0]
    sent = {"shown": "1", "supplier": "no", "idempotency_key": token, "csrf_token": _token(officer)}
    days = {"since-day": "30", "since-month": "9", "since-year": "2026"}
    more = {**{k: v for k, v in told.items() if k != "since"}, **days, **sent}
    assert officer.post(NEW, data=more).location == "/employers/2"  # seen, and it is another


def _token(browser: CheckingClient) -> str:
    return browser.get(NEW).text.split('name="csrf_token" value="')[1].split('"')[0]


def test_what_cannot_be_said_of_an_employer_is_refused_and_kept_as_typed(officer: CheckingClient) -> None:
    put_on(officer, "Example Rail")
    bad: list[tuple[dict[str, Any], str]] = [
        ({"name": "Ltd \u200b"}, ""),
        ({"name": "..."}, "Enter the name of the employer"),
        ({"leave_days": "5", "leave_for": "both"}, "Enter the day from which the leave is promised"),
        ({"leave_for": "both"}, "Enter how many days of leave a year are promised"),
        ({"leave_days": "61"}, "must be a whole number between 0 and 60"),
        ({"since": date(2027, 1, 1)}, "The day is in the future"),
        ({"name": "=cmd()", "sector": ""}, "Choose the sector"),
    ]
    for number, (wrong, said) in enumerate(bad):
        told = {"name": f"Pretend Foundry {number * 7919}", "sector": "transport", "status": "interested"}
        page = officer.fill_in(NEW, told | {"since": TODAY} | wrong, form=NEW)
        assert said in text_of(page.text), wrong
        if said:
            assert page.status_code == 422
    past = {"leave_days": "5", "leave_for": "both", "leave_from": TODAY, "leave_until": date(2020, 1, 1)}
    page = officer.fill_in("/employers/1/edit", past, form="/employers/1/edit")
    assert page.status_code == 422 and "The promise ends before it begins" in page.text


def test_a_change_stays_in_the_history_and_a_stale_save_shows_both_sides(
    officer: CheckingClient,
) -> None:
    here = put_on(officer, "Example Rail")
    opened = officer.get(f"{here}/edit").text
    officer.fill_in(f"{here}/edit", {"name": "Example Railways", "leave_days": "5", "leave_for": "carers",
        "leave_from": TODAY}, form=f"{here}/edit")  # fmt: skip
    officer.fill_in(f"{here}/status", {"status": "accredited", "since": TODAY}, form=f"{here}/status")
    page = text_of(officer.get(here).text)
    assert "Accredited since 30 September 2026" in page and "5 days a year for foster carers" in page
    assert "Name from Example Rail to Example Railways" in page
    assert "How enquiries spell it Example Rail Example Railways" in page
    key = opened.split('name="idempotency_key" value="')[1].split('"')[0]
    late = {"name": "Example Trains", "sector": "retail", "supplier": "yes", "version": "1"}
    stale = officer.post(f"{here}/edit", data=late | {"idempotency_key": key, "csrf_token": _token(officer)})
    assert stale.status_code == 409 and "Example Railways" in text_of(stale.text) and "Example Trains" in stale.text
    # The status was wrong: the one before holds again, and the last one cannot be taken back.
    for number, says in ((2, "Interested since"), (1, "An employer has at least one status")):
        after = officer.fill_in(here, {}, form=f"{here}/statuses/{number}/take-back")
        assert says in text_of(after.text)


def test_what_is_typed_waits_until_somebody_says_whose_name_it_is(derby: int, officer: CheckingClient) -> None:
    put_on(officer, "Example Rail")
    for number, typed in enumerate(("example  RAIL", "Exmple Rail", "Exmple rail", "self-employed")):
        asks(derby, typed, f"Rowan Example-{'abcd'[number]}")
    assert "2\u00a0names typed in enquiries" in officer.get("/employers").text  # the first is its own name
    page = officer.get("/employers/unlinked").text
    assert "Exmple Rail 2 30 Sep 2026 Example Rail Link it" in text_of(page).replace("\u00a0", " ")
    link = page.split('href="/employers/unlinked/link?which=')[1].split('"')[0]
    where = f"/employers/unlinked/link?which={link}"
    page_after = officer.fill_in(where, {"employer": "1"}, form=where)
    assert "It is linked" in page_after.text
    assert ", linked by hand" in text_of(officer.get("/employers/1").text)
    back = officer.fill_in("/employers/unlinked", {}, form="/employers/unlinked/2/take-back")
    assert "the name waits again" in back.text and "2\u00a0names" in back.text


def test_two_that_are_one_are_merged_and_parted_again(derby: int, officer: CheckingClient) -> None:
    first, second = put_on(officer, "Example Rail"), put_on(officer, "Pretend Logistics")
    merged = officer.fill_in(f"{second}/merge", {"into": "1"}, form=f"{second}/merge")
    assert "Pretend Logistics was merged into it." in text_of(merged.text)
    assert "Pretend Logistics" not in text_of(officer.get("/employers?q=").text)
    assert "1\u00a0employer" in officer.get("/employers?q=pretend").text  # its name still finds the one
    parted = officer.fill_in(first, {}, form=f"{second}/part")
    assert "stands for itself again" in parted.text
    assert "2\u00a0employers" in officer.get("/employers").text


def test_a_file_of_the_register_holds_no_formula_and_an_analyst_reads_without_people(
    officer: CheckingClient, sign_in: SignIn
) -> None:
    here = put_on(officer, "=HYPERLINK(1) Works")
    contact = {"name": "Sam Example-Contact", "email": "sam@works.example"}
    assert officer.fill_in(f"{here}/contacts/new", contact, form=f"{here}/contacts/new").status_code == 200
    file = officer.fill_in("/employers", {"reason": "report"}, form="/employers/export?")
    assert file.mimetype == "text/csv" and "\n1,Derby,'=HYPERLINK(1) Works,Interested,2026-09-30" in file.text
    assert "Example-Contact" in officer.get(here).text
    analyst = sign_in(Role.ANALYST)
    page = analyst.get(here).text
    assert "HYPERLINK(1) Works" in page and "Example-Contact" not in page and "/edit" not in page
    assert analyst.get(f"{here}/edit").status_code == 403


def test_what_became_of_whom_it_sent_is_counted_as_the_report_does_and_opens_to_them(
    derby: int, officer: CheckingClient, sign_in: SignIn
) -> None:
    put_on(officer, "Example Rail")
    by = given.officer(derby)
    for number, typed in enumerate(("Example Rail", "example rail", "Exmple Rail")):
        home = given.household(derby, f"Rowan Example-{'abc'[number]}")
        said = EnquiryReceived(happened_on=date(2024, 5, 1), source="employer", employer=typed)
        begun = given.journey(home, said, by=by)
        if number == 2:  # approved with two beds more than a year ago, and both are there
            for step, kind in enumerate(given.STEPS):
                given.record(home, begun, kind(happened_on=date(2024, 6, 1 + step)), by=by)
            given.approve(home, begun, HouseholdApproved(happened_on=date(2024, 7, 1), places=2), by=by)
    here = text_of(officer.get("/employers/1").text)
    assert "Enquiries 2 Initial visits 0 Applications 0 Approved 0 Beds 0 Kept 12 months 0" in _plain(here)
    queue = officer.get("/employers/unlinked").text
    where = "/employers/unlinked/link?which=" + queue.split("/link?which=")[1].split('"')[0]
    officer.fill_in(where, {"employer": "1"}, form=where)
    page = officer.get("/employers/1").text
    said_now = "Enquiries 3 Initial visits 1 Applications 1 Approved 1 Beds 2 Kept 12 months 2"
    assert said_now in _plain(text_of(page))
    address = unescape(page.split("<dt>Kept 12 months")[1].split('href="')[1].split('"')[0])
    behind = officer.get(address).text
    assert "Sent by Example Rail: kept 12 months" in behind and "Rowan Example-c" in behind
    assert "Rowan Example-a" not in behind
    analyst = sign_in(Role.ANALYST)
    assert "a number could tell who they are" in analyst.get("/employers/1").text
    assert analyst.get(address).status_code in (400, 404)
    assert officer.get(address.replace("registered~1", "registered~99")).status_code == 404


def _plain(text: str) -> str:
    """Without what only screen readers are told."""
    return re.sub(r"(\d+) (?:enquiries|initial visits|applications|approved|beds|kept 12 months)\b", r"\1", text)


def test_leave_of_the_council_s_own_staff_is_promised_taken_and_left(
    derby: int, officer: CheckingClient, sign_in: SignIn
) -> None:
    leave = {"leave_days": "5", "leave_for": "both", "leave_from": date(2026, 4, 1), "is_council": ["yes"]}
    put_on(officer, "Example City Council", **leave)
    asks(derby, "Example Rail", "Rowan Example-Finch")
    asks(derby, "Example Rail", "Robin Example-Rook")
    works = {1: "example  city COUNCIL", 2: "Example Rail"}
    for home, where in works.items():
        profiles.change_carer(home, 1, {"works_for": where}, nature="changed", version=1, by=given.officer(derby))
    page = text_of(officer.get("/employers/leave").text)
    assert "Rowan Example-Finch" in page and "Robin Example-Rook" not in page
    here = "/employers/leave/taken?carer=1"
    for day, half, says in (
        (TODAY, "5", "Promised 5 days Taken 2.5 days Left 2.5 days"),
        (date(2026, 3, 1), "2", "The council had promised no leave by that day"),
        (date(2026, 4, 2), "6", "Taken 5.5 days Left -0.5 days They took more than was promised."),
    ):
        assert says in text_of(officer.fill_in(here, {"on": day, "days": half}, form=here).text)
    strike = "/employers/leave/strike?carer=1"
    page_after = officer.get(here).text
    token = page_after.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "entry": "2", "idempotency_key": "a" * 22}
    assert officer.post(strike, data=sent).status_code == 303
    assert "Taken 2.5 days" in text_of(officer.get(here).text) and "struck, not counted" in officer.get(here).text
    assert officer.get("/employers/leave/taken?carer=2").status_code == 404  # works elsewhere
    given.agency("nottingham")
    other = sign_in(Role.OFFICER, at="nottingham")
    assert other.get(here).status_code == other.get("/employers/leave/taken?carer=99").status_code == 404


def test_how_far_buyers_have_come_with_a_supplier_runs_forwards(officer: CheckingClient) -> None:
    put_on(officer, "Example Rail", supplier="yes")
    here = "/employers/1/procurement"
    for told, says in (
        ({"answered_on": TODAY, "answer": "yes"}, "Enter when the supplier was asked"),
        ({"asked_on": TODAY, "answered_on": date(2026, 9, 1), "answer": "yes"}, "The days run backwards"),
        ({"asked_on": date(2026, 9, 1), "answered_on": TODAY}, "Enter both the answer and its day"),
        ({"asked_on": date(2027, 9, 1)}, "The day is in the future"),
    ):
        page = officer.fill_in(here, told, form=here)
        assert page.status_code == 422 and says in page.text
    told = {"asked_on": date(2026, 9, 1), "answered_on": TODAY, "answer": "yes", "contract": "EX-1"}
    page = officer.fill_in(here, told, form=here)
    assert "Not asked 0 Asked 0 Answered 1" in text_of(page.text) and "30 Sep 2026: yes" in text_of(page.text)
    file = officer.fill_in("/employers/procurement", {"reason": "report"}, form="/employers/procurement/export?")
    assert "EX-1,Answered,2026-09-01,2026-09-30,Yes" in file.text
