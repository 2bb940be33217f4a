"""What somebody means to do for a household, and by when: made, and ended once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult

from crm.errors import NotFound
from crm.extensions import db
from crm.people import merging
from crm.people.tables import Household
from crm.people.work_tables import Task

STEP, CALL_BACK, KEEP_WARM, CLOCK = "step", "call_back", "keep_warm", "clock"
MESSAGE = "message"  # of a carer, to be answered
KINDS = (STEP, CALL_BACK, KEEP_WARM, MESSAGE)  # what a person makes; a clock's is made when it is done
DROPPED = "dropped"  # how a task ended that nobody wants done any more
LONGEST = 200  # characters of what is to be done
TAKES_BACK = ("done", "dropped")  # how a task ended that can be taken back; a call that was made stays made
ENDED = (*TAKES_BACK, "answered", "no_answer", "moved")  # every way in which one ended, but for taken back
ALONE = frozenset({CALL_BACK, KEEP_WARM})  # of these a household has one at a time: a new one takes its place


def add(
    household: Household,
    *,
    kind: str,
    due_on: date,
    what: str | None,
    worker_id: int | None,
    at: datetime,
    by: int | None,
    made_with: int | None = None,
    made_in: int | None = None,
    agreed_at: datetime | None = None,
) -> Task:
    """A new task of a household; `made_with` is the contact in which a call was promised, `made_in` the visit.

    `agreed_at`: of another day for what was meant before, when that was noted.
    """
    task = Task(
        agency_id=household.agency_id,
        household_id=household.id,
        worker_id=worker_id,
        kind=kind,
        what=what,
        due_on=due_on,
        made_at=at,
        made_by=by,
        made_with=made_with,
        made_in=made_in,
        agreed_at=agreed_at,
    )
    db.session.add(task)
    db.session.flush()
    return task


def again(household: Household, task: Task) -> Task:
    """A task that ended, to be done as it was: by its day, and as whoever made it noted it."""
    return add(
        household,
        kind=task.kind,
        due_on=task.due_on,
        what=task.what,
        worker_id=task.worker_id,
        at=task.made_at,
        by=task.made_by,
        made_with=task.made_with,
        made_in=task.made_in,
        agreed_at=task.agreed_at,
    )


def note_done(
    household: Household,
    *,
    journey_id: int,
    clock: str,
    on: date,
    at: datetime,
    by: int | None,
    outcome: str = "done",
    made_with: int | None = None,
    made_in: int | None = None,
) -> Task:
    """That what a clock of a journey waits for was done on a day; or `dropped`, where it is not wanted any more.

    `made_with`: the contact by which, as a letter; `made_in`: the visit.
    """
    task = Task(
        agency_id=household.agency_id,
        household_id=household.id,
        kind=CLOCK,
        due_on=on,
        journey_id=journey_id,
        clock=clock,
        made_at=at,
        made_by=by,
        done_at=at,
        done_by=by,
        outcome=outcome,
        made_with=made_with,
        made_in=made_in,
    )
    db.session.add(task)
    db.session.flush()
    return task


def load(task_id: int, agency_ids: Collection[int], kinds: Collection[str] = KINDS) -> Task:
    """A task of these agencies, ended or not; NotFound for any other, and without more for what no person made."""
    found = db.session.scalar(
        select(Task).where(Task.id == task_id, Task.agency_id.in_(agency_ids), Task.kind.in_(kinds))
    )
    if found is None:
        raise NotFound("There is no such task")
    return found


def is_open(household_id: int, kind: str) -> bool:
    """Whether a household, or one that was merged into it, has a task of a kind that was not ended."""
    own = Task.household_id.in_(merging.together(household_id)), Task.kind == kind, Task.done_at.is_(None)
    return db.session.scalar(select(Task.id).where(*own).limit(1)) is not None


def with_open(household_ids: Collection[int], kind: str) -> set[int]:
    """Those of these households, with what was merged into them, that have a task of a kind that was not ended."""
    stands = merging.stands_for()
    waits = Task.kind == kind, Task.done_at.is_(None), stands.in_(household_ids)
    return set(db.session.scalars(select(stands).join(Task, Task.household_id == Household.id).where(*waits)))


def promised_in(visit_id: int) -> date | None:
    """The day of the call that was promised in a visit and is still to be made."""
    own = Task.made_in == visit_id, Task.kind == CALL_BACK, Task.done_at.is_(None)
    return db.session.scalar(select(Task.due_on).where(*own).limit(1))


def end(task: Task, outcome: str, *, at: datetime, by: int | None) -> bool:
    """End a task, unless it was ended already; whether it was this time."""
    ended = db.session.execute(
        update(Task)
        .where(Task.id == task.id, Task.done_at.is_(None))
        .values(done_at=at, done_by=by, outcome=outcome)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(task)
    return isinstance(ended, CursorResult) and ended.rowcount == 1


def take_back(task: Task, how: Collection[str] = TAKES_BACK) -> bool:
    """Note of a task that ended (in one of these ways) that it had not been done after all; whether it could be."""
    noted = db.session.execute(
        update(Task)
        .where(Task.id == task.id, Task.outcome.in_(how))
        .values(outcome="taken_back")
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(task)
    return isinstance(noted, CursorResult) and noted.rowcount == 1


def end_all(
    household_id: int,
    kinds: Collection[str],
    outcome: str,
    *,
    at: datetime,
    by: int | None,
    made_since: datetime | None = None,
    made: tuple[int | None, int | None] = (None, None),
) -> int:
    """End every open task of these kinds of a household, and of those merged into it, or those made from a moment
    on; how many. `made`: the contact that did, or the visit.
    """
    since = [] if made_since is None else [Task.made_at >= made_since]
    own = Task.household_id.in_(merging.together(household_id))
    ended = db.session.execute(
        update(Task)
        .where(own, Task.kind.in_(kinds), Task.done_at.is_(None), *since)
        .values(done_at=at, done_by=by, outcome=outcome, ended_with=made[0], ended_in=made[1])
        .execution_options(synchronize_session=False)
    )
    return ended.rowcount if isinstance(ended, CursorResult) else 0
