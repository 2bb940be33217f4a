"""What was offered begins on the day agreed (RV-7, B-5), or lapses with the approval: a job, once a day."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor, system
from crm.commands import command, mail, ranges, tasks
from crm.commands.range_asking import waiting
from crm.errors import Refused
from crm.extensions import db
from crm.journey import revisions
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.people import households, requests
from crm.people.request_tables import RangeRequest
from crm.people.requests import AGREED, AHEAD, LAPSED, OFFERED, TERMS_CHANGED
from crm.people.tables import Household
from crm.people.tasks import LONGEST, STEP
from crm.register import settings

HELD_UP = "held_up"
OTHER_TERMS = "What they are approved for has changed since they agreed, so they have to read it again."


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
        as_read = waiting(home, row, AHEAD)
        journey_id = as_read or waiting(home, row)
        if journey_id is None or row.wanted_on is None:
            continue
        try:
            with db.session.begin_nested():
                if as_read is None:
                    raise Refused(OTHER_TERMS)
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

    Whoever reads a request reads that from the day itself. The step is for those whom nobody's act told of it; so
    is that of an agreement ahead beneath which a load, or its taking back, has changed the terms (RV-7).
    """
    lapsed = 0
    for row in requests.that_may_lapse():
        by = system(row.agency_id)
        home = households.load(requests.home_of(row.id), by.agency_ids)
        household = load(home.agency_id, [home.id])[home.id].fold(home.id, settings.rulebook(home.agency_id))
        state = requests.state_of(row, household)
        if state == LAPSED:
            _note(row, home, LAPSED, by)
            lapsed += 1
        elif row.state == AHEAD and state == OFFERED:
            requests.agreed_no_more(row)
            _note(row, home, TERMS_CHANGED, by)
    return lapsed


def _hold_up(row: RangeRequest, home: Household, refusal: Refused, by: Actor) -> None:
    requests.agreed_no_more(row)
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
