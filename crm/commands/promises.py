"""Calls that were promised: what ends one, and what brings it back.

A promise lies ahead and outlives whatever does not end it. A conversation ends a call that was due by then, and one
that was meant only because nobody had answered; any other where whoever logs the conversation says so. The end of
the last journey that goes on ends them too. Whatever is taken back brings back what it had ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from crm import audit, clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.events import JourneyClosed, JourneyReopened
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.routes import CLOSED, LEFT
from crm.ledger.tables import EventRecord, HouseholdNow, UnderWay
from crm.people import merging, tasks
from crm.people.contact_tables import Contact
from crm.people.tasks import CALL_BACK
from crm.people.visit_tables import Visit
from crm.people.work_tables import Task

ENDS = ("answered", "no_answer", "moved", "dropped")  # how a call ends
BOTH_WAYS = ("answered", "met")  # how a contact went in which they spoke


def contacted(contact: Contact, *, not_wanted: bool, by: Actor) -> None:
    """End the calls that a contact has made needless; with `not_wanted` those that lie ahead too."""
    spoke = contact.outcome in BOTH_WAYS
    for task in _open(contact.household_id):
        if not_wanted or (spoke and _needless(task, contact.happened_at)):
            _end(task, "answered" if spoke else "dropped", by, contact=contact)


def unanswered(contact_id: int, again: date, *, by: Actor) -> bool:
    """Nobody answered: the calls that were due were made, and one is meant for the day `again`; whether it is.

    Where none was due, and one lies ahead, that one stands.
    """
    contact = db.session.get_one(Contact, contact_id)
    calls = _open(contact.household_id)
    due = [each for each in calls if each.due_on <= clock.day_of(contact.happened_at)]
    if calls and not due:
        return False
    for task in due:
        _end(task, "no_answer", by, contact=contact)
    made = tasks.add(
        merging.numbered(contact.household_id),
        kind=CALL_BACK,
        due_on=again,
        what=None,
        worker_id=due[-1].worker_id if due else None,
        at=clock.now(),
        by=by.user_id,
        made_with=contact.id,
    )
    _record(by, "task.add", made)
    return True


def made(task_id: int, contact_id: int) -> None:
    """Note with which contact a call was made, so that it is brought back with it."""
    db.session.get_one(Task, task_id).ended_with = contact_id


def removed(contact: Contact, *, by: Actor) -> None:
    """Bring back the calls that a contact had ended; one that was promised in it is not to be made."""
    for task in _open(contact.household_id, Task.made_with == contact.id):
        _end(task, "dropped", by, contact=contact)
    ended = Task.ended_with == contact.id, Task.outcome != "taken_back", _of_another(contact)
    _bring_back(_ended(contact.household_id, *ended), by)


def put_back(contact: Contact, *, by: Actor) -> None:
    """End anew what a contact had ended before it was removed, and promise anew what was promised in it."""
    before = _ended(
        contact.household_id, Task.ended_with == contact.id, Task.outcome == "taken_back", _of_another(contact)
    )
    same = {(each.household_id, each.made_at, each.due_on) for each in before}
    for task in _open(contact.household_id):
        if (task.household_id, task.made_at, task.due_on) in same:
            _end(task, "answered" if contact.outcome in BOTH_WAYS else "moved", by, contact=contact)
    own = Task.made_with == contact.id, Task.ended_with == contact.id, Task.outcome == "dropped"
    _bring_back(_ended(contact.household_id, *own), by)


def visited(visit: Visit, *, by: Actor) -> None:
    """End the calls that a visit that took place has made needless, as a conversation does."""
    for task in _open(visit.household_id):
        if _needless(task, visit.starts_at):
            _end(task, "answered", by, visit=visit)


def visit_corrected(visit: Visit, again_on: date | None, *, by: Actor) -> bool:
    """Undo what a visit did to calls, save one that it promised for `again_on`; whether that is to be promised."""
    own = _open(visit.household_id, Task.made_in == visit.id)
    for task in own:
        if task.due_on != again_on:
            _end(task, "dropped", by)
    of_another = Task.made_in.is_distinct_from(visit.id)
    ended = Task.ended_in == visit.id, Task.outcome != "taken_back", of_another
    _bring_back(_ended(visit.household_id, *ended), by)
    if visit.state == "done":
        visited(visit, by=by)
    return again_on not in [each.due_on for each in own]


def closed(household_id: int, journey_id: int, *, by: Actor) -> list[date]:
    """End the calls of a household of which nothing goes on any more; their days. While a journey does, none."""
    found = [] if _goes_on(household_id) else _open(household_id)
    for task in found:
        task.journey_id = journey_id  # the journey whose end it was
        _end(task, "dropped", by)
    return [each.due_on for each in found]


def struck_out(household_id: int, event_id: int, *, by: Actor) -> list[date]:
    """Bring back the calls that ended with a closing that is struck out; their days. Its first row names it."""
    return _since(household_id, event_id, by)


def put_right(household_id: int, row: Row, *, by: Actor) -> None:
    """Let the calls follow what was struck out: a closing, or that a journey was taken up again."""
    if isinstance(row.event, JourneyClosed):
        struck_out(household_id, row.first_id or row.id, by=by)
    elif isinstance(row.event, JourneyReopened):
        closed(household_id, row.journey_id, by=by)


def reopened(household_id: int, journey: Journey, *, by: Actor) -> list[date]:
    """Bring back, of the calls that ended with the closing of a journey that goes on, those ahead; their days."""
    closing = next((row for row in reversed(journey.rows) if isinstance(row.event, JourneyClosed)), None)
    first = closing.first_id or closing.id if closing else None
    return _since(household_id, first, by, Task.due_on >= clock.today()) if first else []


def _since(household_id: int, closing_id: int, by: Actor, *which: ColumnElement[bool]) -> list[date]:
    at = select(EventRecord.recorded_at).where(EventRecord.id == closing_id).scalar_subquery()
    dropped = Task.journey_id.is_not(None), Task.outcome == "dropped", Task.done_at >= at
    return _bring_back(_ended(household_id, *dropped, *which), by)


def _goes_on(household_id: int) -> bool:
    if db.session.scalar(select(UnderWay.journey_id).where(UnderWay.household_id == household_id).limit(1)):
        return True
    stage = db.session.scalar(select(HouseholdNow.stage).where(HouseholdNow.household_id == household_id))
    return stage not in (CLOSED, LEFT)


def _needless(task: Task, at: datetime) -> bool:
    """Whether a call that had been promised need not be made once they have spoken at that moment."""
    return task.made_at <= at and (task.due_on <= clock.day_of(at) or _unanswered(task))


def _unanswered(task: Task) -> bool:
    """Whether a call was meant because nobody had answered: who was reached since is not called for that."""
    made = db.session.get(Contact, task.made_with) if task.made_with is not None else None
    return made is not None and made.outcome not in BOTH_WAYS


def _of_another(contact: Contact) -> ColumnElement[bool]:
    return Task.made_with.is_distinct_from(contact.id)


def _open(household_id: int, *which: ColumnElement[bool]) -> Sequence[Task]:
    return _calls(household_id, Task.done_at.is_(None), *which)


def _ended(household_id: int, *which: ColumnElement[bool]) -> Sequence[Task]:
    return _calls(household_id, Task.done_at.is_not(None), *which)


def _calls(household_id: int, *which: ColumnElement[bool]) -> Sequence[Task]:
    kept = merging.kept([household_id]).get(household_id, household_id)
    own = Task.household_id.in_(merging.together(kept)), Task.kind == CALL_BACK
    return db.session.scalars(select(Task).where(*own, *which).order_by(Task.id)).all()


def _end(
    task: Task, outcome: str, by: Actor, *, contact: Contact | None = None, visit: Visit | None = None
) -> None:
    if contact is not None:
        task.ended_with = contact.id
    if visit is not None:
        task.ended_in = visit.id
    db.session.flush()
    if tasks.end(task, outcome, at=clock.now(), by=by.user_id):
        _record(by, "task.done", task, outcome)


def _bring_back(ended: Sequence[Task], by: Actor) -> list[date]:
    """Let calls be promised as they were, save where another has taken the place of one since; their days."""
    found = []
    for task in ended:
        alone = not any(each.household_id == task.household_id for each in _open(task.household_id))
        if alone and tasks.take_back(task, ENDS):
            tasks.again(merging.numbered(task.household_id), task)
            _record(by, "task.take_back", task)
            found.append(task.due_on)
    return found


def _record(by: Actor, action: str, task: Task, *fields: str) -> None:
    home = task.household_id
    audit.record(by, action, agency_id=task.agency_id, household_id=home, fields=[task.kind, *fields])
