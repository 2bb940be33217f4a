"""What is to be done next for a household: one's own steps, calls that were promised, and when to ask again."""

from __future__ import annotations

from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.assignments import require_holder
from crm.commands.pasted_addresses import require_no_address
from crm.errors import NotFound, Refused, Stale
from crm.journey.deadlines import add_months
from crm.journey.saying import said
from crm.journey.temporary_clocks import is_alarm
from crm.ledger import cluster, ties
from crm.people import folding, households, merging, tasks, users
from crm.people.tables import Household
from crm.people.work_tables import Task
from crm.register import clocks, settings

FURTHEST = 60  # months ahead: a day beyond is a slip of the keyboard
# How a task ends: `no_answer` where nobody could be reached, `dropped` where it is not wanted any more.
OUTCOMES = ("done", "answered", "no_answer", "moved", "dropped")


@command
def add(
    household_id: int,
    *,
    kind: str,
    due_on: date,
    by: Actor,
    what: str | None = None,
    worker_id: int | None = None,
    anyway: bool = False,
    made_with: int | None = None,
    made_in: int | None = None,
) -> int:
    """Something to be done for a household by a day from today on; its id.

    `kind` is step, which says what in its maker's words, message, call_back, or keep_warm: of these two a
    household has one at a time. `made_with` is the contact in which a call was promised, `made_in` the visit.
    Without `worker_id` it is for whoever works with the household. LooksLikeAddress: as a note's text.
    """
    household = households.load(household_id, by.agency_ids)
    tidy = _meant(kind, what)
    seems = require_no_address(tidy or "", anyway, field="what")
    _ahead(due_on)
    if worker_id is not None:
        require_holder(worker_id, [household], by)
    if kind in tasks.ALONE:
        tasks.end_all(household_id, [kind], "moved", at=clock.now(), by=by.user_id, made=(made_with, made_in))
    made = tasks.add(
        household,
        kind=kind,
        due_on=due_on,
        what=tidy,
        worker_id=worker_id,
        at=clock.now(),
        by=by.user_id,
        made_with=made_with,
        made_in=made_in,
    )
    _record(by, "task.add", household, kind, *(["address in text"] if seems else []))
    return made.id


@command
def done(task_id: int, *, by: Actor, outcome: str = "done") -> int | None:
    """End a task; whose own it was, or none. Stale, with who ended it, if somebody has already (T51)."""
    if outcome not in OUTCOMES:
        raise Refused("Choose how it ended", field="outcome")
    task, household = _load(task_id, by)
    _end(task, outcome, by)
    _record(by, "task.done", household, task.kind, outcome)
    return task.worker_id


@command
def move(task_id: int, due_on: date, *, by: Actor) -> int:
    """Put a task off to another day from today on; the new one's id. What was meant before stays on record."""
    task, household = _load(task_id, by)
    _ahead(due_on)
    _end(task, "moved", by)
    made = tasks.add(
        household,
        kind=task.kind,
        due_on=due_on,
        what=task.what,
        worker_id=task.worker_id,
        at=clock.now(),
        by=by.user_id,
        made_with=task.made_with,
        made_in=task.made_in,
        agreed_at=task.agreed_at or task.made_at,
    )
    _record(by, "task.move", household, task.kind)
    return made.id


@command
def clock_done(
    household_id: int,
    journey_id: int,
    name: str,
    *,
    by: Actor,
    outcome: str = "done",
    made_in: int | None = None,
) -> None:
    """Note that what one of the agency's own clocks waits for was done today: a visit was offered.

    `outcome` may be `dropped`: nobody wants it done any more, as the chase of those who were not invited. `made_in`
    is the visit by which.

    So do the alarms of a temporary approval (KC-7). Refused for a clock that an event stops, and for one that there
    is not.
    """
    household = households.load(household_id, by.agency_ids)
    if ties.household_of(journey_id) != household_id:
        raise NotFound("There is no such journey in this household.")
    own = {each["name"]: each for each in clocks.in_use(household.agency_id, clock.today())}
    if not (clocks.by_hand(own[name]) if name in own else _is_alarm(household, journey_id, name)):
        raise Refused("This ends by what is recorded on the journey, and not by saying that it was done.")
    tasks.note_done(
        household,
        journey_id=journey_id,
        clock=name,
        on=clock.today(),
        at=clock.now(),
        by=by.user_id,
        outcome=outcome,
        made_in=made_in,
    )
    _record(by, "task.done", household, tasks.CLOCK, name)


@command
def take_back(household_id: int, task_id: int, *, by: Actor) -> None:
    """Take back that something was done: it is still to be done, and on the lists again, today at the earliest."""
    household = households.load(household_id, by.agency_ids)
    task = tasks.load(task_id, by.agency_ids, (*tasks.KINDS, tasks.CLOCK))
    if task.household_id not in merging.together(household_id):
        raise NotFound("There is no such task")
    if not tasks.take_back(task):
        raise Refused("It is still to be done, or was taken back already.")
    if task.kind != tasks.CLOCK:
        due_on = max(task.due_on, clock.today())
        made = {"made_with": task.made_with, "made_in": task.made_in}
        number = add(household_id, kind=task.kind, due_on=due_on, what=task.what, by=by, anyway=True, **made)
        tasks.load(number, by.agency_ids).agreed_at = task.agreed_at or task.made_at
    _record(by, "task.take_back", household, task.kind)


def _is_alarm(household: Household, journey_id: int, name: str) -> bool:
    agency_id = household.agency_id
    found = cluster.load(agency_id, [household.id])[household.id].fold(household.id, settings.rulebook(agency_id))
    journey = found.journey(journey_id)
    return journey is not None and is_alarm(journey, name, clocks.alarms(agency_id, clock.today()))


def _meant(kind: str, what: str | None) -> str | None:
    """What is to be done, in somebody's own words or none."""
    if kind not in tasks.KINDS:
        raise Refused("Choose what is to be done", field="kind")
    tidy = folding.tidied(what or "", longest=tasks.LONGEST, field="what") or None
    if kind == tasks.STEP and tidy is None:
        raise Refused("Say what is to be done", field="what")
    return tidy


def _ahead(due_on: date) -> None:
    today = clock.today()
    if due_on < today:
        raise Refused(f"{said(due_on)} is past: choose today or a day to come.", field="due_on")
    if due_on > add_months(today, FURTHEST):
        raise Refused(f"{said(due_on)} is more than {FURTHEST // 12} years ahead.", field="due_on")


def _load(task_id: int, by: Actor) -> tuple[Task, Household]:
    """A task with the household that stands for whose it is: what was promised before a merge is theirs still."""
    task = tasks.load(task_id, by.agency_ids)
    home = merging.kept([task.household_id]).get(task.household_id, task.household_id)
    return task, households.load(home, by.agency_ids)


def _end(task: Task, outcome: str, by: Actor) -> None:
    if tasks.end(task, outcome, at=clock.now(), by=by.user_id):
        return
    who = users.find(task.done_by) if task.done_by is not None else None
    day = said(clock.day_of(task.done_at)) if task.done_at else ""
    raise Stale(f"{who.name if who else 'Somebody'} has ended this already, on {day}.")


def _record(by: Actor, action: str, household: Household, *fields: str) -> None:
    audit.record(by, action, agency_id=household.agency_id, household_id=household.id, fields=list(fields))
