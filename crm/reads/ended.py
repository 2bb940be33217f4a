"""What became of a task whose page somebody still has open: who ended it, how, and which one took its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import merging
from crm.people.tasks import ALONE, KINDS
from crm.people.work_tables import Task
from crm.reads.names import names_of

GOES_ON = ("moved", "taken_back")  # how a task ended in whose place there is another


@dataclass(frozen=True, slots=True)
class Ended:
    """How a task of a household ended, or the last of those that took its place.

    `outcome` is none where it is open still. `by` is who did that: none for the asker. `now` is the task that is
    open in its place, for `due_on`.
    """

    kind: str
    what: str
    outcome: str | None
    by: str | None
    on: date | None
    now: int | None
    due_on: date


def ended(household_id: int, task_id: int, by: Actor) -> Ended:
    """What became of a household's task; NotFound if it never had it."""
    own = Task.household_id.in_(merging.together(household_id)), Task.agency_id.in_(by.agency_ids)
    chosen = select(Task).where(*own, Task.kind.in_(KINDS), Task.id >= task_id).order_by(Task.id)
    found = db.session.scalars(chosen).all()
    if not found or found[0].id != task_id:
        raise NotFound("There is no such task")
    first = before = last = found[0]
    for each in found[1:]:
        if last.outcome in GOES_ON and _follows(each, last):
            before, last = last, each
    told = last if last.done_at is not None else before
    return Ended(
        kind=first.kind,
        what=first.what or "",
        outcome=told.outcome,
        by=None if told.done_by == by.user_id else names_of([told.done_by])[told.done_by],
        on=clock.day_of(told.done_at) if told.done_at else None,
        now=last.id if last.done_at is None else None,
        due_on=last.due_on,
    )


def _follows(later: Task, task: Task) -> bool:
    """Whether a task took the place of one that ended: of the same kind, and of steps with the same words."""
    same = later.kind == task.kind and (task.kind in ALONE or later.what == task.what)
    again = (later.made_at, later.due_on) == (task.made_at, task.due_on)  # a call that is to be made after all
    return same and task.done_at is not None and (again or later.made_at >= task.done_at)
