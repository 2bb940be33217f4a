"""What rows have caused follows them when two households part: steps of journeys, ended clocks, and calls."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_, select

from crm import clock
from crm.actor import Actor
from crm.commands import contacts, first_contacts, journeys, tasks, visit_steps
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import FirstContactMade, VisitCompleted
from crm.journey.under_way import under_way
from crm.ledger.latest import latest
from crm.ledger.tables import EventRecord
from crm.people import approached, merging
from crm.people import tasks as stored
from crm.people.contact_tables import Contact
from crm.people.merge_tables import HouseholdMerge
from crm.people.parted import Parted, of_row
from crm.people.tasks import CLOCK, STEP
from crm.people.visit_tables import Visit
from crm.people.work_tables import Task

WRONG, TWICE = "wrong_household", "recorded_twice"  # of the correction reasons
STAYED = "A step rests on a {what} that is with {other} now: is it right here? Two records were one (merge undone)"
NO_STEP = (
    "A {what} of theirs was a step of {other}, and is none here: record it? Two records were one (merge undone)"
)


def steps(both: Parted, by: Actor) -> list[list[int]]:
    """Let the step that a visit or a contact put on record be on a journey of the household that it is of.

    Once what is of the other was struck out, whatever took place and is no step finds its own, the first first, as
    if it were entered now. A step on which others rest stays, and whoever works with them is asked to look;
    so is whoever works with the other, where it has no such step. What comes back are such visits, with the event.
    """
    rows = list(_caused(both))
    rest = [each for each in rows if each[0].event_id is not None and not _struck(both, *each, by)]
    db.session.flush()
    touched = {type(row) for row, event_id in rows if row.event_id is None}
    for home in (both.kept, both.merged):
        if Visit in touched:
            visit_steps.settle(merging.numbered(home), by=by)
        if Contact in touched:
            contacts.settle(home, by=by)
    for row, event_id in rest:
        _ask(row, of_row(both, type(row), row.id), both.of_event(event_id or 0), by)
    return [[row.id, event_id] for row, event_id in rest if isinstance(row, Visit) and event_id is not None]


def rejoin(household_id: int, by: Actor) -> None:
    """Let a visit of two that parted and are one again have one step: that on which more rests."""
    homes = merging.behind(household_id) | {household_id}
    undone = HouseholdMerge.kept_id.in_(homes), HouseholdMerge.merged_id.in_(homes)
    for made in db.session.scalars(select(HouseholdMerge).where(*undone, HouseholdMerge.undone_at.is_not(None))):
        for visit_id, event_id in made.brought.get("rested", []):
            visit = db.session.get_one(Visit, visit_id)
            stands, own = latest(event_id), latest(visit.event_id or event_id)
            if stands is None or own is None or own[0] == stands[0]:
                continue
            try:
                with db.session.begin_nested():
                    journeys.strike_out(household_id, own[0], reason=TWICE, by=by)
            except Refused:
                continue  # on that rests more as well: somebody may put it right
            visit.event_id = stands[0]


def _struck(both: Parted, row: Visit | Contact, event_id: int | None, by: Actor) -> bool:
    """Take from a row a step that is of the other household, and strike it out; False: others rest on it."""
    side, its, stands = of_row(both, type(row), row.id), both.of_event(event_id or 0), latest(event_id or 0)
    besides = list(first_contacts.besides(event_id)) if isinstance(row, Contact) and event_id else []
    for each in besides:
        if both.of_event(each) != side and not _gone(both.of_event(each), each, by):
            _ask(row, side, both.of_event(each), by)
    if side == its or stands is None:
        return True
    row.event_id = next((each for each in besides if both.of_event(each) == side), None)
    db.session.flush()
    return _gone(its, stands[0], by)


def _gone(home: int, event_id: int, by: Actor) -> bool:
    try:
        with db.session.begin_nested():
            journeys.strike_out(home, event_id, reason=WRONG, by=by)
    except Refused:
        return False
    return True


def _caused(both: Parted) -> Iterator[tuple[Visit | Contact, int | None]]:
    """The visits and contacts of both since the merge: by which a step was recorded, with it; or which are none."""
    homes, since = (both.kept, *both.behind), EventRecord.recorded_at >= both.since
    met = (
        select(Visit).outerjoin(EventRecord, EventRecord.id == Visit.event_id).where(Visit.household_id.in_(homes))
    )
    held = Visit.ended_at >= both.since, Visit.state == approached.DONE, Visit.purpose == approached.INITIAL
    told = select(Contact).outerjoin(EventRecord, EventRecord.id == Contact.event_id)
    told = told.where(Contact.household_id.in_(homes))
    spoke = Contact.recorded_at >= both.since, Contact.outcome.in_(contacts.BOTH_WAYS)
    none = and_(Visit.event_id.is_(None), *held), and_(Contact.event_id.is_(None), *spoke)
    rows: list[Visit | Contact] = [*db.session.scalars(met.where(or_(since, none[0])).order_by(Visit.id))]
    rows += db.session.scalars(told.where(or_(since, none[1])).order_by(Contact.id))
    return ((row, row.event_id) for row in rows)


def _ask(row: Visit | Contact, side: int, its: int, by: Actor) -> None:
    what, kind = ("visit", VisitCompleted) if isinstance(row, Visit) else ("first contact", FirstContactMade)
    asked = {its: STAYED.format(what=what, other=merging.numbered(side).reference)}
    if not any(each.first(kind) for each in visit_steps.folded(merging.numbered(side)).journeys):
        asked[side] = NO_STEP.format(what=what, other=merging.numbered(its).reference)
    for home, text in asked.items():
        tasks.add(home, kind=STEP, what=text, due_on=clock.today(), by=by)


def clocks(both: Parted) -> None:
    """Take back of one household that a clock of its journey ended by a letter to the other, or by its visit."""
    caused = or_(Task.made_with.is_not(None), Task.made_in.is_not(None))
    there = Task.household_id.in_((both.kept, both.merged)), Task.kind == CLOCK, Task.made_at >= both.since
    for task in db.session.scalars(select(Task).where(*there, caused).order_by(Task.id)).all():
        if task.made_with not in both.shared and _of_another(task, task.made_with, task.made_in, both):
            stored.take_back(task)
    for task in db.session.scalars(select(Task).where(*there, Task.outcome == approached.DONE)).all():
        home = both.of_home(task.household_id)
        if both.of_journey(task.journey_id or 0) != home:  # a chase goes with what it was about
            own = under_way(visit_steps.folded(merging.numbered(home)))
            task.journey_id = max((each.id for each in own), default=task.journey_id)


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
