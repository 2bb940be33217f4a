"""What is due soon for approved households is found without reading all of them, and nothing is missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.commands import command, journeys
from crm.extensions import db
from crm.journey.care_events import UnannouncedVisitMade
from crm.journey.ending_events import TerminationProposed
from crm.journey.events import HouseholdApproved, HouseholdDeregistered, NoticeReceived, ReviewCompleted
from crm.journey.ranges import Route
from crm.ledger.tables import TieRecord
from crm.reads import held
from tests import given
from tests.reports.histories import load

pytestmark = pytest.mark.slow  # together they take seconds

TODAY = date(2026, 3, 4)
DAY = timedelta(days=1)


@command
def _many(derby: int) -> None:
    """Approvals of every age, reviewed or not, given notice or not, some put right."""
    by = given.officer(derby)
    for months in (1, 5, 11, 12, 13, 17, 18, 19, 23, 24, 25, 31, 60):
        for route in (Route.MAINSTREAM, Route.KINSHIP, Route.TRANSFER_IN):
            on = TODAY - timedelta(days=round(months * 30.44))
            load(derby, HouseholdApproved(happened_on=on, places=1), route=route)
    old = HouseholdApproved(happened_on=date(2020, 1, 6), places=1)
    for days in (1, 300, 355, 360, 365, 366, 400, 700, 740, 1200):
        on = TODAY - days * DAY
        load(derby, old, ReviewCompleted(happened_on=on), UnannouncedVisitMade(happened_on=TODAY - 10 * DAY))
    for days in (1, 27):
        on = TODAY - days * DAY
        load(derby, old, NoticeReceived(happened_on=on, ends_on=on + 28 * DAY))
    load(derby, old, HouseholdDeregistered(happened_on=TODAY - 5 * DAY))
    load(derby, old, TerminationProposed(happened_on=TODAY - 30 * DAY, answer_by=TODAY - 2 * DAY))
    home = load(derby, old)  # a review that did not happen hides nothing
    journey = max(_journeys(home))
    journeys.record(home, journey, ReviewCompleted(happened_on=TODAY - 360 * DAY), by=by)
    wrong = journeys.record(home, journey, ReviewCompleted(happened_on=TODAY - 2 * DAY), by=by)
    journeys.strike_out(home, wrong, reason="did_not_happen", by=by)


def _journeys(home: int) -> list[int]:
    return list(db.session.scalars(select(TieRecord.journey_id).where(TieRecord.household_id == home)))


def test_nothing_that_is_due_by_then_is_missed(app: Flask, clock_at: Callable[[date], None]) -> None:
    clock_at(TODAY)
    derby = given.agency()
    _many(derby)
    which = held.NOW.agency_id == derby
    every = held.held(which, (derby,), TODAY)
    for ahead in (timedelta(days=7), timedelta(days=90)):
        wanted = {
            (each.household_id, running.label, running.due_on)
            for each in every
            for running in each.clocks
            if (running.limit or running.due_on <= TODAY + ahead) and not running.silent
        }
        found = {
            (household_id, running.label, running.due_on)
            for household_id, due in held.to_do(which, (derby,), TODAY, ahead).items()
            for _way, running in due
        }
        assert found == wanted and len(found) > 20
        assert len(held.held(which, (derby,), TODAY, ahead)) < len(every), "it is to read fewer than there are"
