"""What was done for a household besides what its journeys tell: tasks that ended, and who worked with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import select

from crm import clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import merging
from crm.people.tasks import CLOCK, DROPPED, TAKES_BACK
from crm.people.work_tables import Assignment, Task
from crm.reads.choices import Choices
from crm.reads.names import names_of
from crm.register.clocks import INVITED

ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A task that ended, or that the household was given to somebody (`kind` is then assigned).

    `what` is what was to be done, or to whom it was given: nobody, if it is empty. `takes_back`: it can be taken
    back. `by` is who ended it, or gave it.
    """

    template: ClassVar[str] = "_work_line.html"
    shown: ClassVar[str] = "work"

    id: int
    kind: str
    what: str
    outcome: str
    recorded_at: datetime
    by: str
    takes_back: bool = False

    @property
    def happened_on(self) -> date:
        return clock.day_of(self.recorded_at)

    @property
    def put_right(self) -> bool:
        return self.outcome == "taken_back"


def lines_of(household_id: int, choices: Choices, by: Actor) -> list[WorkLine]:
    """The work of a household that is behind it, in no order; none to whoever does no casework."""
    if not fields.sees(by.role, "next step"):
        return []
    ids = merging.together(household_id)
    tasks = db.session.scalars(select(Task).where(Task.household_id.in_(ids), Task.done_at.is_not(None))).all()
    given = db.session.scalars(select(Assignment).where(Assignment.household_id.in_(ids))).all()
    names = names_of([*(each.done_by for each in tasks), *_people(given)])
    labels = {each["name"]: each["label"] for each in choices.every("local_clocks")} | {
        INVITED: "Invitation to apply"
    }
    found = [
        WorkLine(
            id=each.id,
            kind=each.kind,
            what=labels.get(each.clock, each.clock or "") if each.kind == CLOCK else each.what or "",
            outcome=each.outcome or "done",
            recorded_at=each.done_at,
            by=names[each.done_by],
            takes_back=each.outcome in TAKES_BACK and not _follows(each),
        )
        for each in tasks
        if each.done_at is not None
    ]
    return [
        *found,
        *(
            WorkLine(
                each.id,
                ASSIGNED,
                names[each.worker_id] if each.worker_id else "",
                "",
                each.assigned_at,
                by=names[each.assigned_by],
            )
            for each in given
        ),
    ]


def _follows(task: Task) -> bool:
    """Whether it was noted for a visit or a letter, as was done once: it is put right with those."""
    return task.kind == CLOCK and (task.outcome == DROPPED or task.clock == INVITED)


def _people(given: Sequence[Assignment]) -> list[int | None]:
    return [number for each in given for number in (each.worker_id, each.assigned_by)]


def require(household_id: int, task_id: int, by: Actor) -> None:
    """That a household has such a task, ended or not; NotFound if not."""
    ids = merging.together(household_id)
    chosen = select(Task.id).where(
        Task.id == task_id, Task.household_id.in_(ids), Task.agency_id.in_(by.agency_ids)
    )
    if db.session.scalar(chosen) is None:
        raise NotFound("There is no such task")
