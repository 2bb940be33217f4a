"""The clocks that run on a journey: those of its own route, and no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.commands import journeys
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.people.tables import Household
from crm.reads import clocks, histories
from tests import given

pytestmark = pytest.mark.slow  # together they take seconds

MAY = date(2021, 5, 4)


def labels(app: Flask, route: Route, *steps: type[events.Event]) -> dict[str, date]:
    derby = given.agency()
    officer = given.officer(derby)
    home = given.household(derby)
    journey_id = given.journey(home, MAY, by=officer, route=route)
    for step in steps:
        journeys.record(home, journey_id, step(happened_on=MAY), by=officer)
    reference = db.session.scalars(select(Household.reference).where(Household.id == home)).one()
    history = histories.load_history(reference, officer)
    journey = history.household.journey(journey_id)
    assert journey is not None
    return {each.label: each.due_on for each in clocks.of_journey(derby, journey)}


APPLIED = (events.FirstContactMade, events.VisitCompleted, events.ApplicationReceived)


@pytest.mark.parametrize(("route", "expected"), [(Route.MAINSTREAM, True), (Route.SUPPORTED_LODGINGS, False)])
def test_a_route_without_stage_one_has_no_clock_for_it(
    app: Flask, clock_at: Callable[[date], None], route: Route, expected: bool
) -> None:
    clock_at(MAY)
    assert ("Stage 1 to be completed" in labels(app, route, *APPLIED)) is expected


def test_first_contact_is_due_on_the_next_working_day(app: Flask, clock_at: Callable[[date], None]) -> None:
    clock_at(MAY)
    assert labels(app, Route.MAINSTREAM)["First contact"] == date(2021, 5, 5)
