"""What is put right is asked what was asked when it was recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import journeys, settings
from crm.errors import Refused
from crm.extensions import db
from crm.journey import events
from crm.journey.decision_events import (
    MinutesReceived,
)
from crm.ledger.tables import EventRecord
from tests import given

TODAY, APPROVED = date(2026, 6, 1), date(2026, 5, 5)
WHY = "mistyped"


@pytest.fixture
def worker(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """A manager of Derby on 1 June 2026."""
    clock_at(TODAY)
    return replace(given.officer(given.agency()), role=Role.MANAGER)


def recorded(home: int, kind: type[events.Event]) -> int:
    rows = select(EventRecord.id).where(EventRecord.household_id == home, EventRecord.kind == kind.kind)
    found = db.session.scalars(rows.order_by(EventRecord.id.desc())).first()
    db.session.rollback()
    assert found is not None
    return found


def test_w_1_an_approval_without_panel_is_not_moved_to_a_day_on_which_panel_was_needed(worker: Actor) -> None:
    settings.change("panel_required", False, valid_from=date(2026, 5, 1), agency_id=worker.agency_ids[0], by=worker)
    home = given.household(worker.agency_ids[0])
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS[:-1]:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=worker)
    ready = events.HouseholdApproved(happened_on=APPROVED, places=2)
    approval = given.approve(home, begun, ready, by=worker)
    early = replace(ready, happened_on=date(2026, 4, 20))
    with pytest.raises(Refused, match="The approval needs panel's recommendation, on or before 20 April 2026"):
        journeys.correct(home, approval, early, reason=WHY, by=worker)
    journeys.correct(home, approval, replace(ready, places=3), reason=WHY, by=worker)


def test_s2_8_a_full_report_on_which_an_approval_rests_does_not_become_a_brief_one(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    given.approved(home, APPROVED, 2, by=worker)
    report = recorded(home, events.ReportCompleted)
    brief = events.ReportCompleted(happened_on=APPROVED - timedelta(days=2), report="brief")
    with pytest.raises(Refused, match=r"Panel's recommendation on 4 May 2026 rests on this\. On a brief .*S2-8"):
        journeys.correct(home, report, brief, reason=WHY, by=worker)


def test_rv_6_an_ending_is_not_put_right_into_a_termination_that_nobody_proposed(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, _ = given.approved(home, date(2026, 1, 5), 2, by=worker)
    died = events.HouseholdDeregistered(happened_on=date(2026, 5, 1), reason="deceased")
    ended = journeys.record(home, begun, died, by=worker)
    for wrong in (
        replace(died, reason="standards_of_care"),
        replace(died, reason="standards_of_care", happened_on=TODAY),
    ):
        with pytest.raises(Refused, match="needs the proposal to end it first"):
            journeys.correct(home, ended, wrong, reason=WHY, by=worker)
    journeys.correct(home, ended, replace(died, happened_on=date(2026, 5, 2)), reason=WHY, by=worker)


def test_an_approval_is_not_moved_to_a_day_on_which_a_check_was_missing(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=worker)
    given.checked(home, begun, APPROVED)
    ready = events.HouseholdApproved(happened_on=APPROVED, places=2)
    approval = journeys.record(home, begun, ready, by=worker)
    with pytest.raises(Refused, match="The approval waits for"):
        journeys.correct(home, approval, replace(ready, happened_on=date(2026, 4, 1)), reason=WHY, by=worker)
    journeys.correct(home, approval, replace(ready, happened_on=date(2026, 5, 6)), reason=WHY, by=worker)


def test_t19_who_recorded_what_panel_said_does_not_decide_though_another_put_it_right(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    first, second, third = (replace(worker, user_id=number) for number in (71, 72, 73))
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=first)
    said = events.PanelRecommended(happened_on=date(2026, 3, 2))
    journeys.correct(home, recorded(home, events.PanelRecommended), said, reason=WHY, by=second)
    given.minuted(home, date(2026, 3, 9), by=worker)
    ready = events.HouseholdApproved(happened_on=APPROVED, places=2)
    for each in (first, second):
        with pytest.raises(Refused, match="You recorded what panel recommended"):
            given.approve(home, begun, ready, by=each)
    approval = given.approve(home, begun, ready, by=third)
    with pytest.raises(Refused, match="You recorded what panel recommended"):
        journeys.correct(home, approval, replace(ready, places=3), reason=WHY, by=first)
    with pytest.raises(Refused, match="You recorded this approval"):
        journeys.correct(home, approval, replace(ready, places=3), reason=WHY, by=third)
    journeys.correct(home, approval, replace(ready, places=3), reason=WHY, by=replace(worker, user_id=74))


def test_rv_7_an_adjustment_is_not_put_right_into_a_change_that_was_never_proposed(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, _ = given.approved(home, date(2026, 1, 5), 2, by=worker)
    books = events.TermsChanged(happened_on=date(2026, 4, 1), places=3, cause="adjustment")
    change = journeys.record(home, begun, books, by=worker)
    for cause in ("terms", "capital_scheme"):
        with pytest.raises(Refused, match="propose the change"):
            journeys.correct(home, change, replace(books, cause=cause), reason=WHY, by=worker)
    journeys.correct(home, change, replace(books, places=4), reason=WHY, by=worker)


def test_t19_terms_are_put_right_by_somebody_who_could_have_decided_on_the_approval(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    first, second, third = (replace(worker, user_id=number) for number in (71, 72, 73))
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    hands: dict[type[events.Event], Actor] = {events.ReportCompleted: first, events.PanelRecommended: second}
    for step in given.STEPS:
        given.record(home, begun, step(happened_on=date(2026, 3, 1)), by=hands.get(step, worker))
    given.minuted(home, date(2026, 3, 9), by=worker)
    given.approve(home, begun, events.HouseholdApproved(happened_on=APPROVED, places=2), by=third)
    books = events.TermsChanged(happened_on=APPROVED, places=5, cause="adjustment", wrong=WHY)
    for by, why in ((first, "You recorded the assessment report"), (second, "You recorded what panel recommended")):
        with pytest.raises(Refused, match=f"{why}, so somebody else"):
            journeys.record(home, begun, books, by=by)
    change = journeys.record(home, begun, books, by=third)
    with pytest.raises(Refused, match="You recorded the assessment report"):
        journeys.correct(home, change, replace(books, places=12), reason=WHY, by=first)
    assert given.fold(home).approvals[0].terms_on(TODAY).places == 5


def test_dm_3_a_decision_keeps_the_minutes_that_it_was_made_on(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    manager, other = replace(worker, user_id=73), replace(worker, user_id=74)
    begun = given.journey(home, date(2026, 3, 1), by=worker)
    for step in given.STEPS:
        given.record(home, begun, step(happened_on=date(2026, 3, 2)), by=worker)
    given.minuted(home, date(2026, 3, 9), by=worker)
    minutes = recorded(home, MinutesReceived)
    ready = events.HouseholdApproved(happened_on=APPROVED, places=2)
    approval = given.approve(home, begun, ready, by=manager)
    with pytest.raises(Refused, match=r"those of 2 March 2026 by 8 March 2026 is not on record"):
        journeys.correct(home, approval, replace(ready, happened_on=date(2026, 3, 8)), reason=WHY, by=other)
    rests = r"The approval on 5 May 2026 rests on this\. .*DM-3.* Strike that decision out first"
    with pytest.raises(Refused, match=rests):
        journeys.strike_out(home, minutes, reason="did_not_happen", by=manager)
    with pytest.raises(Refused, match="It was decided already: the approval on 5 May 2026"):
        journeys.correct(home, minutes, MinutesReceived(happened_on=date(2026, 5, 6)), reason=WHY, by=manager)
    heard = recorded(home, events.PanelRecommended)
    with pytest.raises(
        Refused, match="The receipt of panel's minutes on 9 March 2026 needs panel's recommendation by then"
    ):
        journeys.correct(
            home, heard, events.PanelRecommended(happened_on=date(2026, 3, 10)), reason=WHY, by=manager
        )
    journeys.correct(home, minutes, MinutesReceived(happened_on=date(2026, 5, 5)), reason=WHY, by=manager)
    journeys.strike_out(home, approval, reason="did_not_happen", by=other, agreed=True)
    journeys.strike_out(home, recorded(home, MinutesReceived), reason="did_not_happen", by=manager)


def test_dm_3_a_decision_that_never_had_minutes_bears_to_be_put_right(worker: Actor) -> None:
    home = given.household(worker.agency_ids[0])
    begun, approval = given.approved(home, APPROVED, 2, by=worker)
    right = events.HouseholdApproved(happened_on=APPROVED, places=3)
    journeys.correct(home, approval, right, reason=WHY, by=replace(worker, user_id=73))
    assert given.fold(home).approvals[0].journey_id == begun
