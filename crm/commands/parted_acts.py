"""What rows have caused follows them when two households part: steps of journeys, ended clocks, and calls."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from crm import clock
from crm.actor import Actor
from crm.commands import journeys, tasks
from crm.errors import Refused
from crm.extensions import db
from crm.ledger.latest import latest
from crm.ledger.tables import EventRecord
from crm.people import merging
from crm.people import tasks as stored
from crm.people.contact_tables import Contact
from crm.people.parted import Parted, of_row
from crm.people.tasks import CLOCK, STEP
from crm.people.visit_tables import Visit
from crm.people.work_tables import Task

WRONG = "wrong_household"  # of the correction reasons
STAYED = "A step rests on a {what} that is with {other} now: is it right here? Two records were one (merge undone)"


def steps(both: Parted, by: Actor) -> None:
    """Let the step that a visit or a contact put on record be on a journey of the household that it is of.

    A step on which others rest stays, and whoever works with the household is asked to look.
    """
    for row, event_id in list(_caused(both)):
        side, its = of_row(both, type(row), row.id), both.of_event(event_id)
        stands = latest(event_id)
        if side == its or stands is None:
            continue
        try:
            with db.session.begin_nested():
                journeys.strike_out(its, stands[0], reason=WRONG, by=by)
                row.event_id = journeys.record_where_due(side, stands[1], by=by)
        except Refused:
            _ask(row, side, its, by)


def _caused(both: Parted) -> Iterator[tuple[Visit | Contact, int]]:
    """The visits and contacts of both by which a step was recorded since the merge, with that step."""
    homes = (both.kept, *both.behind)
    since = EventRecord.recorded_at >= both.since
    met = select(Visit).join(EventRecord, EventRecord.id == Visit.event_id).where(Visit.household_id.in_(homes))
    told = select(Contact).join(EventRecord, EventRecord.id == Contact.event_id)
    told = told.where(Contact.household_id.in_(homes))
    rows: list[Visit | Contact] = [*db.session.scalars(met.where(since).order_by(Visit.id))]
    for row in [*rows, *db.session.scalars(told.where(since).order_by(Contact.id))]:
        if row.event_id is not None:
            yield row, row.event_id


def _ask(row: Visit | Contact, side: int, its: int, by: Actor) -> None:
    what = "visit" if isinstance(row, Visit) else "first contact"
    text = STAYED.format(what=what, other=merging.numbered(side).reference)
    tasks.add(its, kind=STEP, what=text, due_on=clock.today(), by=by)


def clocks(both: Parted) -> None:
    """Take back of one household that a clock of its journey ended by a letter to the other, or by its visit."""
    caused = or_(Task.made_with.is_not(None), Task.made_in.is_not(None))
    there = Task.household_id.in_((both.kept, both.merged)), Task.kind == CLOCK, Task.made_at >= both.since
    for task in db.session.scalars(select(Task).where(*there, caused).order_by(Task.id)).all():
        if task.made_with not in both.shared and _of_another(task, task.made_with, task.made_in, both):
            stored.take_back(task)


def calls(both: Parted) -> None:
    """Let a call that was promised to one household be made, where only the other was spoken with since."""
    ended = or_(Task.ended_with.is_not(None), Task.ended_in.is_not(None))
    there = Task.household_id.in_((both.kept, *both.behind)), Task.kind != CLOCK, Task.done_at >= both.since
    for task in db.session.scalars(select(Task).where(*there, ended).order_by(Task.id)).all():
        if _of_another(task, task.ended_with, task.ended_in, both) and stored.take_back(task, stored.ENDED):
            stored.again(merging.standing(task.household_id), task)


def _of_another(task: Task, contact_id: int | None, visit_id: int | None, both: Parted) -> bool:
    home = both.of_home(task.household_id)
    if contact_id is not None and of_row(both, Contact, contact_id) != home:
        return True
    return visit_id is not None and of_row(both, Visit, visit_id) != home
