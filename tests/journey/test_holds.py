"""Holds show beside the running clock, move no day that the law sets, and begin and end in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crm.journey import events, holds
from crm.journey.household import Journey
from tests.journey.histories import History, day


@pytest.fixture
def journey() -> Journey:
    """Applied on 1 March 2026; on hold from 10 to 20 March, and again from 1 April, to be looked at on 1 May."""
    history = History()
    history.tell(events.ApplicationReceived(happened_on=day("2026-03-01")))
    history.tell(events.HoldStarted(happened_on=day("2026-03-10"), reason="illness", review_on=day("2026-04-10")))
    history.tell(events.HoldEnded(happened_on=day("2026-03-20")))
    history.tell(events.HoldStarted(happened_on=day("2026-04-01"), reason="move", review_on=day("2026-05-01")))
    return history.household().journeys[0]


def test_a_hold_runs_until_the_day_on_which_the_journey_goes_on(journey: Journey) -> None:
    first, second = holds.holds(journey)
    assert (first.since, first.until, first.days(day("2026-12-01"))) == (day("2026-03-10"), day("2026-03-20"), 10)
    assert second == holds.running(journey)
    assert second.days(day("2026-04-01")) == 0
    assert second.days(day("2026-04-08")) == 7


def test_pn_7_what_the_clock_would_say_without_the_holds_is_told_beside_it(journey: Journey) -> None:
    due_on, applied = day("2026-11-01"), day("2026-03-01")
    assert holds.net_of_holds(due_on, journey, applied, day("2026-03-09")) == due_on
    assert holds.net_of_holds(due_on, journey, applied, day("2026-03-15")) == day("2026-11-06")
    assert holds.net_of_holds(due_on, journey, applied, day("2026-04-08")) == day("2026-11-18")
    assert holds.days_held(journey, day("2026-03-15"), day("2026-04-08")) == 12, (
        "only what lies in the clock's time"
    )


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (events.HoldStarted(happened_on=day("2026-04-02")), "on hold already"),
        (events.HoldStarted(happened_on=day("2026-02-01")), "from the application on"),
        (events.HoldEnded(happened_on=day("2026-03-25")), "not on hold"),
        (
            events.HoldStarted(happened_on=day("2026-03-25"), review_on=day("2026-03-25")),
            "must lie after the day on which it begins",
        ),
        (events.HoldEnded(happened_on=day("2026-04-02")), None),
        (events.HoldStarted(happened_on=day("2026-03-25"), review_on=day("2026-04-25")), None),
    ],
)
def test_a_hold_begins_and_ends_in_order(journey: Journey, event: events.Event, says: str | None) -> None:
    found = holds.refusal(journey, event)
    assert (says is None and found is None) or (says is not None and found is not None and says in found)


def test_what_overtakes_a_hold_ends_it() -> None:
    history = History()
    history.tell(events.ApplicationReceived(happened_on=day("2026-03-01")))
    history.tell(events.HoldStarted(happened_on=day("2026-03-10")))
    history.tell(events.JourneyClosed(happened_on=day("2026-03-20")))
    (only,) = holds.holds(history.household().journeys[0])
    assert only.until == date(2026, 3, 20)


def test_an_end_without_a_hold_is_impossible() -> None:
    history = History()
    history.tell(events.ApplicationReceived(happened_on=day("2026-03-01")))
    history.tell(events.HoldEnded(happened_on=day("2026-03-20")))
    assert [row.event.kind for row in holds.loose(history.household().journeys[0])] == ["hold_ended"]


def test_a_hold_is_looked_at_again_within_the_months_that_the_settings_say() -> None:
    three = events.HoldStarted(happened_on=day("2026-11-30"), review_on=day("2027-02-28"))
    longer = replace(three, review_on=day("2027-03-01"))
    assert holds.too_long(three, 3) is None and holds.too_long(longer, 4) is None
    assert "at most 3 months" in str(holds.too_long(longer, 3)) and "until 28 February 2027" in str(
        holds.too_long(longer, 3)
    )
