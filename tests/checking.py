"""A household that has applied, and what its approval still waits for."""

from __future__ import annotations

from datetime import date

from crm.actor import Actor
from crm.commands import journeys
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.people.tables import Household
from crm.reads.checks import missing
from tests import given

APPLIED, TODAY = date(2026, 3, 2), date(2026, 6, 1)
DBS = ("dbs", "carer-1")
Values = dict[str, str | int | date | bool | None]


def applied(by: Actor, route: Route = Route.MAINSTREAM) -> int:
    """A household whose journey, the first, began on 2 March 2026; its number."""
    made = given.household(by.agency_ids[0])
    begun = given.journey(made, APPLIED, by=by, route=route)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        journeys.record(made, begun, step(happened_on=APPLIED), by=by)
    return made


def lacking(home: int, on: date = TODAY) -> list[str]:
    """What an approval on a day waits for."""
    found = [str(each) for each in missing(home, 1, on)]
    db.session.rollback()
    return found


def version(home: int) -> int:
    """The version of its people."""
    found = db.session.get_one(Household, home).version
    db.session.rollback()
    return found
