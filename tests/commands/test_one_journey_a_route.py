"""A household has one journey open on a route: a closing is not taken back beside one that was begun since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from crm.actor import Actor
from crm.commands import acts, journeys
from crm.errors import Refused
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.people.act_tables import ManyActItem
from tests import given

TODAY = date(2022, 2, 14)
CLOSE = {"reason": "no_reply", "happened_on": "2022-02-10"}


@pytest.fixture
def officer(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


def asked(by: Actor, count: int) -> list[int]:
    """So many journeys at their enquiry; their numbers."""
    homes = [given.household(by.agency_ids[0], f"Number {each}") for each in range(count)]
    return [given.journey(home, date(2022, 2, 1), by=by) for home in homes]


def home_of(journey: int) -> int:
    """The household of a journey."""
    found = text("SELECT household_id FROM journey_tie WHERE journey_id = :id")
    home = db.session.execute(found, {"id": journey}).scalar_one()
    db.session.rollback()
    return int(home)


def open_of(home: int) -> list[int]:
    """The journeys of a household that go on."""
    found = text("SELECT journey_id FROM under_way WHERE household_id = :id ORDER BY journey_id")
    rows = list(db.session.execute(found, {"id": home}).scalars())
    db.session.rollback()
    return rows


def test_who_asked_again_since_has_one_journey_when_the_closing_is_taken_back(officer: Actor) -> None:
    first, second = asked(officer, 2)
    act = acts.begin("close", CLOSE, [first, second], by=officer)
    home = home_of(first)
    logged = journeys.begin(
        home, route=Route.MAINSTREAM, first=events.EnquiryReceived(happened_on=TODAY), by=officer
    )
    acts.ask_undo(act, reason="mistyped", by=officer)
    said = "Another journey on this route is open since 14 February 2022: close one before the other goes on."
    became = [(each.state, each.said) for each in db.session.scalars(select(ManyActItem).order_by(ManyActItem.id))]
    db.session.rollback()
    assert became == [("kept", f"It stays closed. {said}"), ("undone", None)]
    assert open_of(home) == [logged]


def test_nor_does_one_journey_go_on_beside_another_by_hand(officer: Actor) -> None:
    (first,) = asked(officer, 1)
    home = home_of(first)
    closed = events.JourneyClosed(
        happened_on=date(2022, 2, 10), stage="enquiry", reason="no_reply", initiator="applicant"
    )
    event = journeys.record(home, first, closed, by=officer)
    again = events.EnquiryReceived(happened_on=TODAY)
    logged = journeys.begin(home, route=Route.MAINSTREAM, first=again, by=officer)
    with pytest.raises(Refused, match="Another journey on this route is open since 14 February 2022"):
        journeys.strike_out(home, event, reason="mistyped", by=officer)
    with pytest.raises(Refused, match="Another journey on this route is open"):
        journeys.record(home, first, events.JourneyReopened(happened_on=TODAY), by=officer)
    journeys.record(
        home,
        logged,
        events.JourneyClosed(happened_on=TODAY, stage="enquiry", reason="duplicate", initiator="applicant"),
        by=officer,
    )
    journeys.strike_out(home, event, reason="mistyped", by=officer)
    assert open_of(home) == [first]
