"""One household at the browser: its head, its menu, its parts, the address that is hidden until it is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from crm.actor import Role
from crm.commands import contacts, journeys, people, ranges
from crm.commands.people import NewCarer
from crm.extensions import db
from crm.journey import events
from crm.journey.events import RevisionProposed
from crm.journey.ranges import Route
from tests import filling, given
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

ADDRESS = "7 Canary Lane"


def with_address(at: Desk) -> str:
    made = people.create_household(
        at.officer.agency_ids[0],
        carers=[NewCarer("Rowan Example-Finch", phone="01632 960 111", email="rowan@home.example")],
        address=ADDRESS,
        postcode="DE1 2FS",
        by=at.officer,
    )
    return at.reference(made)


def test_the_menu_offers_what_the_rules_would_take_and_says_what_the_rest_lacks(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    page = at.browser.get(f"/households/{at.home()}").text
    assert "Record the initial visit" in page
    assert "Record the application" not in page
    assert "The application needs the visit first." in page
    assert "Reopen this journey" not in page


def test_the_line_says_when_panel_met_and_when_it_was_decided_not_since_when_that_was_waited_for(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    page = " ".join(at.browser.get(f"/households/{at.approved()}").text.split())
    line = page.partition('<ol class="hearth-journey">')[2].partition("</ol>")[0]
    told = r'hearth-journey__label">([^<]+?) ?</span> <span class="hearth-journey__day">([^<]+)<'
    days = {label: day.replace("\N{NO-BREAK SPACE}", " ") for label, day in re.findall(told, line)}
    assert days["Panel"].endswith("31 Aug 2021") and days["Decision"].endswith("1 Sep 2021")
    waiting = at.home()
    home = at.household_id(waiting)
    for step in given.STEPS[:-1]:  # the report is ready for panel
        given.record(home, 2, step(happened_on=date(2021, 6, 1)), by=at.officer)
    page = " ".join(at.browser.get(f"/households/{waiting}").text.split())
    assert "hearth-journey__day" not in page.partition(">Panel ")[2].partition("</li>")[0]


def test_what_cannot_come_of_it_any_more_is_not_offered(desk: Callable[..., Desk]) -> None:
    at = desk()
    asked = at.home()
    offers = f"/households/{asked}/journeys/1/decide/adopter-approved-for-child"
    assert offers in at.browser.get(f"/households/{asked}").text
    for step in (events.VisitCompleted, events.ApplicationReceived):
        journeys.record(at.household_id(asked), 1, step(happened_on=date(2021, 6, 1)), by=at.officer)
    assert offers not in at.browser.get(f"/households/{asked}").text  # they applied to foster (KC-10)
    home = given.household(at.officer.agency_ids[0])
    begun, _ = given.approved(home, date(2021, 9, 1), 1, by=at.officer, route=Route.KINSHIP)
    page = f"/households/{at.reference(home)}"
    assert "/record/transfer-noticed" in at.browser.get(page).text
    order = events.HouseholdDeregistered(happened_on=date(2022, 1, 3), reason="sgo")
    journeys.record(home, begun, order, by=at.officer)
    assert "/record/transfer-noticed" not in at.browser.get(page).text


def test_an_officer_is_not_offered_what_the_decision_maker_decides(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    page = at.browser.get(f"/households/{at.approved()}").text
    assert "Record notice of resignation" in page
    assert "the terms of approval" not in page
    assert "Record de-registration" not in page


def test_a_decision_maker_is_offered_decisions_and_nothing_else(desk: Callable[..., Desk]) -> None:
    at = desk(Role.DECISION_MAKER)
    page = at.browser.get(f"/households/{at.approved()}").text
    assert "Correct the terms of approval" in page and "Change the terms of approval" not in page
    assert "Record notice of resignation" not in page


def test_terms_are_changed_where_that_was_proposed_and_else_put_right(desk: Callable[..., Desk]) -> None:
    at = desk(Role.MANAGER)
    reference = at.approved()
    here = f"/households/{reference}"
    form = f"{here}/journeys/1/decide/terms-changed"
    for path in (here, form):
        page = at.browser.get(path).text
        assert "Correct the terms of approval" in page and "Change the terms of approval" not in page, path
    home = at.household_id(reference)
    journey_id = db.session.execute(text("SELECT journey_id FROM household_now")).scalar_one()
    db.session.rollback()
    proposal = RevisionProposed(happened_on=date(2022, 1, 10), places=3)
    ranges.propose(home, journey_id, proposal, support="None", by=at.officer)
    for path in (here, form):
        page = at.browser.get(path).text
        assert "Change the terms of approval" in page and "Correct the terms of approval" not in page, path


def test_after_approval_the_range_is_said_in_one_line_with_a_bar_for_each_place(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved(places=3)
    assert "3\N{NO-BREAK SPACE}places" in at.browser.get(f"/households/{reference}").text
    page = at.browser.get(f"/households/{reference}/range").text
    assert page.count("hearth-beds__bed--approved") == 3
    assert "New approval" in page


def test_t40_the_address_is_nowhere_until_it_is_asked_for_and_then_once(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = with_address(at)
    hidden = [
        f"/households/{reference}{part}" for part in ("", "/people", "/range", "/looks", "/people/address/edit")
    ]
    for path in (*hidden, "/households?q=DE1+2FS"):
        page = at.browser.get(path).text
        assert ADDRESS not in page and "DE1 2FS" not in page.replace('value="DE1 2FS"', ""), path
    form = f"/households/{reference}/people/address"
    shown = at.browser.fill_in(f"/households/{reference}/people", {"reason": "visit"}, form=form)
    assert ADDRESS in shown.text and "DE1 2FS" in shown.text
    assert at.audited("address.show") == [("visit", ["address"])]
    assert ADDRESS not in at.browser.get(f"/households/{reference}/people").text
    again = at.browser.get(form, follow_redirects=True)
    assert again.request.path == f"/households/{reference}/people"
    assert ADDRESS not in again.text


def test_t40_a_page_with_the_address_that_is_loaded_again_hides_it_and_is_no_second_look(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    page = f"/households/{with_address(at)}/people"
    (form,) = [each for each in filling.forms(at.browser.get(page).text) if each.action == f"{page}/address"]
    asked = form.filled({"reason": "visit"})
    assert ADDRESS in at.browser.post(f"{page}/address", data=asked).text
    loaded_again = at.browser.post(f"{page}/address", data=asked, follow_redirects=True)
    assert loaded_again.request.path == page and ADDRESS not in loaded_again.text
    assert len(at.audited("address.show")) == 1


def test_t40_the_address_needs_a_reason(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = with_address(at)
    form = f"/households/{reference}/people/address"
    page = at.browser.fill_in(f"/households/{reference}/people", {}, form=form)
    assert page.status_code == 422
    assert "Choose why you need the address" in page.text
    assert ADDRESS not in page.text
    assert at.audited("address.show") == []


def test_t46_if_the_asking_cannot_go_on_record_the_address_is_not_shown(
    desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk()
    reference = with_address(at)
    form = f"/households/{reference}/people/address"

    def fails(*_args: object, **_kwargs: object) -> None:
        raise OSError("no space left on device")

    page = at.browser.get(f"/households/{reference}/people")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    monkeypatch.setattr("crm.reads.people.audit.record", fails)
    monkeypatch.setitem(at.browser.application.config, "PROPAGATE_EXCEPTIONS", False)  # but shown, as in real life
    answer = at.browser.post(form, data={"csrf_token": token, "reason": "visit"})
    assert answer.status_code == 500
    assert ADDRESS not in answer.text


def test_each_look_goes_on_record_and_the_manager_sees_who_looked(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    for part in ("", "/people", "/range"):
        at.browser.get(f"/households/{reference}{part}")
    assert at.audited("household.view") == [(None, ["timeline"]), (None, ["people"]), (None, ["range"])]
    page = at.browser.get(f"/households/{reference}/looks").text
    assert page.count("Looked") >= 3
    assert desk(Role.OFFICER).browser.get(f"/households/{reference}/looks").status_code == 403


def test_the_timeline_says_what_was_said_before_and_how_much_later(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    path = f"/households/{reference}/journeys/1/events/1/correct"
    at.browser.fill_in(path, {"happened_on": date(2021, 5, 3), "why": "mistyped"}, form=path)
    page = at.browser.get(f"/households/{reference}").text
    assert "It said before:</strong> 1 May 2021" in page
    assert "3 May 2021" in page
    assert "273\N{NO-BREAK SPACE}days later" in page
    assert "it was typed wrongly" in page
    nothing = at.browser.get(f"/households/{reference}?show=people", headers={"HX-Request": "true"})
    assert "Nothing about its people was changed" in nothing.text
    assert "It said before" in at.browser.get(f"/households/{reference}?show=corrected").text


def test_governance_reads_who_looked_and_not_the_case(desk: Callable[..., Desk]) -> None:
    at = desk(Role.GOVERNANCE)
    reference = at.home("Rowan Example-Finch")
    page = at.browser.get(f"/households/{reference}/looks")
    assert page.status_code == 200
    assert "Recorded" in page.text
    assert "Finch" not in page.text and "Timeline" not in page.text
    for part in ("", "/people", "/range"):
        assert at.browser.get(f"/households/{reference}{part}").status_code == 403


@pytest.mark.parametrize("reference", ["DER-1%00", "%F0%9F%91%A9", "DER-1'--", "A" * 5000, "DER-..%2F1"])
def test_a_reference_that_is_none_is_not_found(desk: Callable[..., Desk], reference: str) -> None:
    assert desk().browser.get(f"/households/{reference}").status_code == 404


def test_a_long_timeline_comes_in_pages_each_line_on_one_of_them(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()  # its enquiry is the last line, of 1 May 2021
    first = datetime(2021, 5, 2, 12, tzinfo=UTC)
    for number in range(60):
        contacts.log(
            at.household_id(reference),
            kind="note",
            direction=None,
            outcome=None,
            happened_at=first + timedelta(days=number),
            text=f"Note number {number:02}",
            by=at.officer,
        )
    newest, oldest = (at.browser.get(f"/households/{reference}?show=all&page={page}").text for page in (1, 2))
    assert "61\N{NO-BREAK SPACE}lines, 1 to 50 shown" in newest
    assert "61\N{NO-BREAK SPACE}lines, 51 to 61 shown" in oldest
    assert "Note number 59" in newest
    assert "Note number 10" in newest
    assert "Note number 09" in oldest
    assert oldest.count("hearth-timeline__item") + newest.count("hearth-timeline__item") == 61
    assert at.browser.get(f"/households/{reference}?page=99").text.count("hearth-timeline__item") == 11
    assert "Pages of the timeline" not in at.browser.get(f"/households/{reference}?show=events").text


def test_rv_5_the_head_of_an_approved_household_says_only_which_clocks_are_near(
    desk: Callable[..., Desk],
) -> None:
    at = desk()  # on 31 January 2022: 1 May is 90 days away
    for approved_on, near in ((date(2021, 5, 1), True), (date(2021, 5, 2), False)):
        home = given.household(at.officer.agency_ids[0])
        given.approved(home, approved_on, 2, by=at.officer)
        page = at.browser.get(f"/households/{at.reference(home)}").text
        assert ("Review of the approval (RV-1)" in page) == near
