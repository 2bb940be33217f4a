"""What carers agreed to from a day ahead takes effect on that day: once a day, by a job (RV-7, B-5)."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor, system
from crm.commands import command, mail, ranges, tasks
from crm.commands.range_asking import waiting
from crm.errors import Refused
from crm.extensions import db
from crm.journey import revisions
from crm.journey.saying import said
from crm.people import households, requests
from crm.people.request_tables import RangeRequest
from crm.people.requests import AGREED, OFFERED
from crm.people.tables import Household
from crm.people.tasks import LONGEST, STEP

HELD_UP = "held_up"


@command
def begin() -> tuple[int, int]:
    """Let the terms change of all whose day has come: how many did, and how many could not.

    What was settled or dropped by hand meanwhile is left. The change bears the day that was agreed, also where the
    job comes later. What the rules refuse by then goes back to the carers, and to their worker as a task.
    """
    begun = held_up = 0
    for row in requests.to_begin(clock.today()):
        by = system(row.agency_id)
        home = households.load(requests.home_of(row.id), by.agency_ids)
        journey_id = waiting(home, row)
        if journey_id is None or row.wanted_on is None:
            continue
        try:
            with db.session.begin_nested():
                _note(row, home, AGREED, by)
                ranges.settle(home.id, journey_id, on=row.wanted_on, basis=revisions.AGREEMENT, by=by)
        except Refused as refusal:
            _hold_up(row, home, refusal, by)
            held_up += 1
            continue
        begun += 1
    return begun, held_up


def _hold_up(row: RangeRequest, home: Household, refusal: Refused, by: Actor) -> None:
    row.state = OFFERED
    _note(row, home, HELD_UP, by)
    day = said(row.wanted_on) if row.wanted_on else ""
    what = f"What the carers agreed to from {day} could not begin: {refusal.message}"[:LONGEST]
    tasks.add(home.id, kind=STEP, what=what, due_on=clock.today(), by=by, anyway=True)


def _note(row: RangeRequest, home: Household, step: str, by: Actor) -> None:
    requests.note(row, step, None, at=clock.now())
    about = f"request {row.id}"
    audit.record(by, f"range_request.{step}", agency_id=home.agency_id, household_id=home.id, about=about)
    for each in (*([home.worker_id] if home.worker_id else ()), *requests.carers_of(home.id)):
        kind = "range_request_staff" if each == home.worker_id else "range_request_moved"
        mail.tell(each, kind, number=str(row.id))
