"""Putting right and striking out at the browser: what was said stays, and whoever was overtaken is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from crm.actor import Role
from crm.commands import journeys, parting, people
from crm.commands.people import NewCarer
from crm.extensions import db
from crm.journey import events
from crm.ledger.tables import EventRecord
from crm.people import users
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

VISITED = date(2021, 6, 1)


def visited(at: Desk) -> tuple[str, str]:
    """A household with a visit; its reference, and the address of the visit."""
    reference = at.home()
    path = f"/households/{reference}/journeys/1/record/visit-completed"
    at.browser.fill_in(path, {"happened_on": VISITED}, form=path)
    return reference, f"/households/{reference}/journeys/1/events/2"


def visits() -> list[tuple[str, int]]:
    """What the stage ledger counts of visits: day and number, in the order in which they were posted."""
    rows = db.session.execute(
        text("SELECT effective_on, quantity FROM stage_entry WHERE kind = 'visit_completed' ORDER BY id")
    ).all()
    db.session.rollback()
    return [(str(row.effective_on)[:10], row.quantity) for row in rows]


def test_the_form_opens_with_what_was_said_and_a_correction_moves_the_figure(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference, event = visited(at)
    page = at.browser.get(f"{event}/correct")
    asked = next(each for each in forms(page.text) if each.action == f"{event}/correct")
    assert [asked.values[f"happened_on-{part}"] for part in ("day", "month", "year")] == [["1"], ["6"], ["2021"]]
    assert "It says now" in page.text
    answers = {"happened_on": date(2021, 6, 8), "why": "mistyped"}
    done = at.browser.fill_in(f"{event}/correct", answers, form=f"{event}/correct")
    assert done.request.path == f"/households/{reference}"
    assert visits() == [("2021-06-01", 1), ("2021-06-01", -1), ("2021-06-08", 1)]


def test_a_correction_needs_a_reason_and_a_difference(desk: Callable[..., Desk]) -> None:
    at = desk()
    _, event = visited(at)
    page = at.browser.fill_in(f"{event}/correct", {"happened_on": date(2021, 6, 8)}, form=f"{event}/correct")
    assert page.status_code == 422
    assert '<a href="#why">Choose why it is being put right</a>' in page.text
    assert 'value="8"' in page.text
    page = at.browser.fill_in(f"{event}/correct", {"why": "mistyped"}, form=f"{event}/correct")
    assert page.status_code == 422
    assert "Nothing is different from what is on record." in page.text


def test_a_correction_that_makes_the_history_impossible_is_refused_in_words(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference, _ = visited(at)
    path = f"/households/{reference}/journeys/1/record/application-received"
    at.browser.fill_in(path, {"happened_on": date(2021, 7, 1)}, form=path)
    event = f"/households/{reference}/journeys/1/events/1"
    answers = {"happened_on": date(2021, 7, 2), "why": "mistyped"}
    page = at.browser.fill_in(f"{event}/correct", answers, form=f"{event}/correct")
    assert page.status_code == 422
    assert "The application on 1 July 2021 would come before the enquiry on 2 July 2021 (ST-5)." in page.text
    assert len(at.events(reference)) == 3


def test_whoever_was_overtaken_sees_what_it_says_now_and_loses_nothing(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference, event = visited(at)
    opened = next(each for each in forms(at.browser.get(f"{event}/correct").text) if "why" in each.names)
    other = {"happened_on": date(2021, 6, 8), "why": "mistyped"}
    at.browser.fill_in(f"{event}/correct", other, form=f"{event}/correct")
    mine = opened.filled({"happened_on": date(2021, 6, 9), "why": "known_late"})
    page = at.browser.post(f"{event}/correct", data=mine)
    assert page.status_code == 409
    assert "8 June 2021" in page.text
    again = next(each for each in forms(page.text) if "why" in each.names)
    assert again.values["happened_on-day"] == ["9"]
    at.browser.post(again.action, data=again.values)
    assert [day for _, day in at.events(reference)] == ["2021-05-01", "2021-06-01", "2021-06-08", "2021-06-09"]
    assert visits()[-1] == ("2021-06-09", 1)


@pytest.mark.parametrize(
    ("step", "answers"),
    [
        ("correct", {"happened_on": date(2021, 6, 8), "why": "mistyped"}),
        ("strike-out", {"why": "wrong_household"}),
    ],
)
def test_t50_a_correction_that_is_pressed_twice_is_answered_like_the_first(
    desk: Callable[..., Desk], step: str, answers: dict[str, object]
) -> None:
    at = desk()
    reference, event = visited(at)
    path, before = f"{event}/{step}", len(at.events(reference))
    opened = next(each for each in forms(at.browser.get(path).text) if "why" in each.names)
    sent = opened.filled(answers)
    first, second = (at.browser.post(path, data=sent) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert first.status_code == 303 and len(at.events(reference)) == before + 1


def test_striking_out_says_first_which_figures_move_and_then_moves_them(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference, event = visited(at)
    preview = at.browser.get(f"{event}/strike-out").text
    assert "Initial visits" in preview and "April to June 2021" in preview and "\N{MINUS SIGN}1" in preview
    assert visits() == [("2021-06-01", 1)]
    answers = {"why": "wrong_household"}
    done = at.browser.fill_in(f"{event}/strike-out", answers, form=f"{event}/strike-out")
    assert "struck out" in done.text and "it belongs to another household" in done.text
    assert visits() == [("2021-06-01", 1), ("2021-06-01", -1)]
    gone = at.browser.get(f"{event}/correct")
    assert gone.status_code == 409
    assert "This was struck out since" in gone.text
    assert at.events(reference)[-1][0] == "struck_out"


def test_that_it_did_not_happen_is_a_reason_to_strike_out_and_not_to_put_right(desk: Callable[..., Desk]) -> None:
    at = desk()
    _, event = visited(at)
    assert 'value="did_not_happen"' in at.browser.get(f"{event}/strike-out").text
    page = at.browser.get(f"{event}/correct").text
    assert 'value="did_not_happen"' not in page and 'value="mistyped"' in page
    values = next(each for each in forms(page) if "why" in each.names).values | {"why": ["did_not_happen"]}
    assert at.browser.post(f"{event}/correct", data=values).status_code == 422


def test_what_a_later_step_needs_cannot_be_struck_out(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference, event = visited(at)
    path = f"/households/{reference}/journeys/1/record/application-received"
    at.browser.fill_in(path, {"happened_on": date(2021, 7, 1)}, form=path)
    page = at.browser.get(f"{event}/strike-out").text
    assert "This cannot be struck out. The application on 1 July 2021 needs the visit by then (ST-5)." in page
    assert "Strike it out" not in page


def test_striking_out_an_approval_says_what_it_takes_from_the_books(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved(places=2)
    page = at.browser.get(f"/households/{reference}/journeys/1/events/9/strike-out").text
    assert "Places: new approval" in page and "\N{MINUS SIGN}2" in page
    assert "Households: new approval" in page


def test_an_officer_cannot_put_a_decision_right(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.approved()
    path = f"/households/{reference}/journeys/1/events"
    token = at.browser.get(f"{path}/2/correct").text.split('name="csrf_token" value="')[1].split('"')[0]
    for step in ("correct", "strike-out"):
        assert at.browser.get(f"{path}/9/{step}").status_code == 403
        assert at.browser.post(f"{path}/9/{step}", data={"csrf_token": token}).status_code == 403
    page = at.browser.get(f"/households/{reference}").text
    assert f"{path}/2/correct" in page and f"{path}/9/correct" not in page
    of_panel = at.browser.get(f"{path}/8/correct")
    assert (f"{path}/8/correct" in page) == (of_panel.status_code == 200)


def test_the_decision_maker_says_what_of_their_decision_was_wrong_and_a_manager_agrees(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.DECISION_MAKER)
    manager = sign_in(Role.MANAGER)
    reference = at.approved()
    home, events_of = at.household_id(reference), f"/households/{reference}/journeys/1/events"
    (old,) = (row.id for row in given.fold(home).journeys[0].all(events.HouseholdApproved))
    journeys.strike_out(home, old, reason="did_not_happen", by=at.officer)
    given.minuted(home, date(2021, 9, 1), by=at.officer)
    found = users.by_email("decision.maker@derby.example")
    ready = events.HouseholdApproved(happened_on=date(2021, 9, 1), places=2)
    given.approve(home, 1, ready, by=replace(at.officer, user_id=found.id if found else None))
    seq = len(at.events(reference))
    mine = f"{events_of}/{seq}/correct"
    assert f'href="{mine}"' in at.browser.get(f"/households/{reference}").text
    assert at.browser.get(f"{events_of}/2/correct").status_code == 403  # what is no decision of theirs
    page = at.browser.fill_in(mine, {"places": 3, "why": "mistyped"}, form=mine)
    assert "counts so once a second person agrees" in page.text and "Take it back" in page.text
    assert "Agree: put it right" not in page.text and len(at.events(reference)) == seq
    shown = manager.get(f"/households/{reference}").text
    agree = re.search(r'action="([^"]+/claims/1/agree)"', shown)
    assert agree is not None and "It would say: 1 September 2021" in shown
    assert "Household approved: put right." in manager.fill_in(f"/households/{reference}", {}, form=agree[1]).text
    assert given.fold(home).approvals[0].terms_on(date(2021, 9, 1)).places == 3


def test_putting_a_notice_right_keeps_its_end_unless_its_day_was_wrong(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    home = at.household_id(reference)
    notice = events.NoticeReceived(happened_on=date(2022, 1, 3), ends_on=date(2022, 1, 31))
    journeys.record(home, 1, notice, by=at.officer)
    event = f"/households/{reference}/journeys/1/events/10/correct"
    at.browser.fill_in(event, {"why": "known_late", "initiator": "carer"}, form=event)
    assert "The approval ends on 31 January 2022." in at.browser.get(f"/households/{reference}").text
    event = f"/households/{reference}/journeys/1/events/11/correct"
    at.browser.fill_in(event, {"happened_on": date(2022, 1, 10), "why": "mistyped"}, form=event)
    assert "The approval ends on 7 February 2022." in at.browser.get(f"/households/{reference}").text


def test_putting_an_adjustment_right_does_not_ask_for_its_cause(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    books = events.TermsChanged(happened_on=date(2022, 1, 10), places=3, cause="adjustment")
    journeys.record(at.household_id(reference), 1, books, by=at.officer)
    event = f"/households/{reference}/journeys/1/events/10/correct"
    assert 'name="cause"' not in at.browser.get(event).text
    at.browser.fill_in(event, {"places": 4, "why": "mistyped"}, form=event)
    changes = select(EventRecord.data).where(EventRecord.kind == events.TermsChanged.kind)
    said = [(data["places"], data["cause"]) for data in db.session.scalars(changes.order_by(EventRecord.id))]
    assert said == [(3, "adjustment"), (4, "adjustment")]


def test_b_18_striking_out_that_a_carer_left_says_where_they_are_put_back(desk: Callable[..., Desk]) -> None:
    at = desk()
    carers = [NewCarer("Ash Sample-Rook"), NewCarer("Kit Sample-Heron")]
    home = people.create_household(at.officer.agency_ids[0], carers=carers, by=at.officer)
    given.approved(home, date(2021, 9, 1), 1, by=at.officer)
    left: dict[str, Any] = {"why": "separated", "on": date(2021, 12, 1), "own_household": False}
    parting.part(home, 2, **left, version=1, by=at.officer)
    household = f"/households/{at.reference(home)}"
    page = at.browser.get(f"{household}/journeys/1/events/{len(at.events(at.reference(home)))}/strike-out").text
    assert "This does not bring the carer back" in page and f'href="{household}/profile"' in page
    assert "/profile/gone/" in at.browser.get(f"{household}/profile").text


def test_s1_d2_striking_out_the_end_of_stage_1_says_that_its_ten_days_run_on(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    for step in given.STEPS[1:4]:
        given.record(at.household_id(reference), 1, step(happened_on=date(2021, 6, 1)), by=at.officer)
    page = at.browser.get(f"/households/{reference}/journeys/1/events/4/strike-out").text
    assert "The ten working days for a refusal run on" in page
    assert f'href="/households/{reference}/journeys/1/checks"' in page


def test_an_event_that_there_is_not_is_not_found(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    for path in ("journeys/1/events/99/correct", "journeys/2/events/1/correct", "journeys/0/events/1/strike-out"):
        assert at.browser.get(f"/households/{reference}/{path}").status_code == 404
