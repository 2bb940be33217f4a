"""What was offered begins on the day agreed (RV-7, B-5), or lapses with the approval: a job, once a day."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor, system
from crm.commands import command, mail, ranges, tasks
from crm.commands.range_asking import terms_now, waiting
from crm.errors import Refused
from crm.extensions import db
from crm.journey import asking, revisions
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.people import households, requests
from crm.people.request_tables import RangeRequest
from crm.people.requests import AGREED, LAPSED, OFFERED
from crm.people.tables import Household
from crm.people.tasks import LONGEST, STEP
from crm.register import settings

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
                _require_as_read(row, home)
                _note(row, home, AGREED, by)
                basis, seen = revisions.AGREEMENT, row.agreed_event_id
                ranges.settle(home.id, journey_id, on=row.wanted_on, basis=basis, seen=seen, by=by)
        except Refused as refusal:
            _hold_up(row, home, refusal, by)
            held_up += 1
            continue
        begun += 1
    return begun, held_up


@command
def lapse() -> int:
    """Put on record what lapsed, because the approval ended by today; how many it were.

    Whoever reads a request reads that from the day itself. The step is for those whom nobody's act told of it.
    """
    lapsed = 0
    for row in requests.that_may_lapse():
        by = system(row.agency_id)
        home = households.load(requests.home_of(row.id), by.agency_ids)
        household = load(home.agency_id, [home.id])[home.id].fold(home.id, settings.rulebook(home.agency_id))
        if requests.state_of(row, household) == LAPSED:
            _note(row, home, LAPSED, by)
            lapsed += 1
    return lapsed


def _require_as_read(row: RangeRequest, home: Household) -> None:
    """Refused where the terms are others than those beside which the carers agreed (RV-7)."""
    if row.agreed_beside is not None and row.agreed_beside != asking.as_read(terms_now(home)):
        raise Refused("What they are approved for has changed since they agreed, so they have to read it again.")


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
        own = "range_request_lapsed" if step == LAPSED else "range_request_moved"
        kind = "range_request_staff" if each == home.worker_id else own
        mail.tell(each, kind, number=str(row.id))
