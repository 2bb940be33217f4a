"""Recording and correcting through the commands that every form calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from crm.commands import journeys
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from tests import given

MAY = date(2021, 5, 1)


def places() -> list[tuple[str, int, str]]:
    """The bed ledger's places as they stand: day, number, cause, in the order in which they were posted."""
    rows = db.session.execute(
        text("SELECT effective_on, quantity, cause FROM bed_entry WHERE book = 'places' ORDER BY id")
    )
    return [(str(row.effective_on)[:10], row.quantity, row.cause) for row in rows]


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    clock_at(date(2022, 1, 31))
    return given.agency()


def test_a_whole_journey_is_recorded_step_by_step_up_to_an_approval(derby: int) -> None:
    officer = given.officer(derby)
    home = given.household(derby)
    given.approved(home, MAY, 2, by=officer)
    assert places() == [("2021-05-01", 2, "new_approval")]
    stage = db.session.execute(text("SELECT stage, places FROM household_now")).one()
    assert tuple(stage) == ("approved", 2)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            events.ApplicationReceived(happened_on=MAY),
            "The application needs the visit, on or before 1 May 2021 (ST-5).",
        ),
        (
            events.HouseholdApproved(happened_on=MAY, places=2),
            "The approval needs panel's recommendation, on or before 1 May 2021 (DM-2).",
        ),
        (
            events.NoticeReceived(happened_on=MAY, ends_on=MAY + timedelta(days=28)),
            "The notice needs an approval on this journey first (RV-8).",
        ),
        (events.JourneyReopened(happened_on=MAY), "Only a closed journey can be reopened."),
        (
            events.VisitCompleted(happened_on=date(2022, 2, 1)),
            "1 February 2022 is in the future: record the visit when it has happened.",
        ),
    ],
)
def test_a_step_that_lacks_what_it_needs_is_refused_in_words(derby: int, event: events.Event, words: str) -> None:
    officer = given.officer(derby)
    home = given.household(derby)
    journey = given.journey(home, MAY, by=officer)
    with pytest.raises(Refused) as refusal:
        journeys.record(home, journey, event, by=officer)
    assert refusal.value.message == words
    assert db.session.execute(text("SELECT count(*) FROM event")).scalar() == 1


def test_a_backdated_step_that_makes_a_later_one_impossible_is_refused(derby: int) -> None:
    officer = given.officer(derby)
    home = given.household(derby)
    journey = given.journey(home, events.ApplicationReceived(happened_on=MAY), by=officer, route=Route.KINSHIP)
    with pytest.raises(Refused, match="The application on 1 May 2021 would come before the enquiry on 2 May 2021"):
        journeys.record(home, journey, events.EnquiryReceived(happened_on=MAY + timedelta(days=1)), by=officer)


def test_a_correction_reverses_what_was_counted_and_keeps_what_was_said(
    derby: int, clock_at: Callable[[date], None]
) -> None:
    officer = given.officer(derby)
    home = given.household(derby)
    _, approval = given.approved(home, MAY, 2, by=officer)
    clock_at(date(2022, 2, 1))
    right = events.HouseholdApproved(happened_on=MAY + timedelta(days=30), places=3)
    journeys.correct(home, approval, right, reason="typing_error", by=officer)
    assert places() == [
        ("2021-05-01", 2, "new_approval"),
        ("2021-05-01", -2, "new_approval"),
        ("2021-05-31", 3, "new_approval"),
    ]
    with pytest.raises(Refused, match="corrected already"):
        journeys.correct(home, approval, right, reason="typing_error", by=officer)


def test_what_a_later_step_needs_cannot_be_struck_out_from_under_it(derby: int) -> None:
    officer = given.officer(derby)
    home = given.household(derby)
    journey = given.journey(home, MAY, by=officer)
    visit = journeys.record(home, journey, events.VisitCompleted(happened_on=MAY), by=officer)
    journeys.record(home, journey, events.ApplicationReceived(happened_on=MAY), by=officer)
    with pytest.raises(Refused, match="The application on 1 May 2021 needs the visit by then"):
        journeys.strike_out(home, visit, reason="typing_error", by=officer)


def test_a_household_of_another_agency_is_answered_like_one_that_does_not_exist(derby: int) -> None:
    nottingham = given.agency("nottingham")
    home = given.household(derby)
    stranger = given.officer(nottingham)
    for number in (home, 999_999):
        with pytest.raises(NotFound, match="There is no such household"):
            given.journey(number, MAY, by=stranger)


def test_a_hold_is_for_as_many_months_as_the_settings_say(derby: int) -> None:
    officer, home = given.officer(derby), given.household(derby)
    begun = given.journey(home, date(2020, 1, 6), by=officer)
    for number, step in enumerate(given.STEPS[:3], start=7):
        given.record(home, begun, step(happened_on=date(2020, 1, number)), by=officer)
    hold = events.HoldStarted(happened_on=date(2020, 1, 10), reason="move", review_on=date(2020, 4, 11))
    with pytest.raises(
        Refused, match="at most 3 months before it is looked at again: enter a day until 10 April 2020"
    ):
        journeys.record(home, begun, hold, by=officer)
    within = events.HoldStarted(happened_on=date(2020, 1, 10), reason="move", review_on=date(2020, 4, 10))
    journeys.record(home, begun, within, by=officer)
