"""What lies on the desks of a council today: who works with whom, what was said done, promised and noted.

Each is done by a command, on the day on which somebody at the council did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import assignments, calls, tasks
from crm.demo import days, staff, warm
from crm.demo.diary import Diary
from crm.extensions import db
from crm.journey.deadlines import add_months
from crm.ledger.tables import EventRecord, HouseholdNow, UnderWay
from crm.people.tasks import CALL_BACK, KEEP_WARM, STEP

EARLY = ("enquiry", "contact", "visit")  # with the officer; what follows is with a social worker
ALONE = 9  # of so many households one is with nobody
IN_TOUCH = ("not_now", "postponed", "changed_mind", "information_only")  # why somebody left who may be asked again
KEPT_WARM = 8  # of them
STEPS = (
    "Chase the reference from the employer",
    "Ask for the date of the medical",
    "Send the workbook of the preparation course",
    "Agree the dates of the next two visits",
)
DONE_AFTER = {"screening": 3, "visit_offered": 4, "visit_outcome": 3, "invitation_chased": 14}  # days


@dataclass(frozen=True)
class Desk:
    """Who does casework at a council; its officer does all of it where there is nobody else."""

    officer: Actor
    worker: Actor


def lay(council: str, agency_id: int, diary: Diary, today: date) -> None:
    """Have the desks of a council as they are today. Called when its past has been brought in."""
    officer = staff.actor(council, Role.OFFICER, agency_id)
    if officer is None:
        return
    desk = Desk(officer, staff.actor(council, Role.SOCIAL_WORKER, agency_id) or officer)
    ways = select(UnderWay).where(UnderWay.agency_id == agency_id).order_by(UnderWay.journey_id)
    for number, way in enumerate(db.session.scalars(ways)):
        _go_on(number, way, desk, diary, today)
    _keep_warm(agency_id, desk, diary, today)
    diary.note(today, partial(_share_out, agency_id, desk))


def _go_on(number: int, way: UnderWay, desk: Desk, diary: Diary, today: date) -> None:
    """What was done for a household since it came to its stage; for some nothing was, and it is overdue."""
    said = partial(_say, way, desk, diary, today)
    if way.stage == "contact" and number % 4:
        said("screening")
        if number % 4 != 1:
            said("visit_offered")
            _note(way, CALL_BACK, number % 6, desk.officer, diary, today)
        else:
            on = _before(today, 1)
            diary.note(on, partial(calls.no_answer, way.household_id, by=desk.officer))
    elif way.stage == "visit" and number % 4:
        said("visit_outcome")
        said("invitation_chased")
        if (today - way.since).days > DONE_AFTER["invitation_chased"]:
            _note(way, CALL_BACK, 40 * (number % 3), desk.officer, diary, today)
    elif way.stage not in EARLY and number % 3:
        _note(way, STEP, number % 8 - 1, desk.worker, diary, today, STEPS[number % len(STEPS)])


def _say(way: UnderWay, desk: Desk, diary: Diary, today: date, name: str) -> None:
    """Somebody said that what a clock waits for was done, if that was before today."""
    on = days.office_day(way.since + timedelta(days=DONE_AFTER[name]), date.max)
    if on < today:
        diary.note(on, partial(tasks.clock_done, way.household_id, way.journey_id, name, by=desk.officer))


def _note(
    way: UnderWay, kind: str, ahead: int, by: Actor, diary: Diary, today: date, what: str | None = None
) -> None:
    """Something that is due so many days from today, noted some days ago."""
    due_on = days.office_day(today + timedelta(days=ahead), date.max)
    made_on = max(way.since, _before(today, 5))
    diary.note(made_on, partial(tasks.add, way.household_id, kind=kind, due_on=due_on, what=what, by=by))


def _keep_warm(agency_id: int, desk: Desk, diary: Diary, today: date) -> None:
    """Those who left lately and may be asked again: some now, some in the months to come."""
    closed = (
        select(HouseholdNow.household_id, HouseholdNow.stage_since, EventRecord.data)
        .join(EventRecord, EventRecord.id == HouseholdNow.last_event_id)
        .where(HouseholdNow.agency_id == agency_id, HouseholdNow.stage == "closed")
        .order_by(HouseholdNow.stage_since.desc(), HouseholdNow.household_id)
    )
    willing = [row for row in db.session.execute(closed) if row.data.get("reason") in IN_TOUCH][:KEPT_WARM]
    for number, row in enumerate(willing):
        again = days.office_day(add_months(today, number - 2), date.max)
        on = row.stage_since
        add = partial(tasks.add, row.household_id, kind=KEEP_WARM, due_on=max(again, on), by=desk.officer)
        diary.note(on, add)
        diary.note(on, partial(warm.tell, row.household_id, number, desk.officer))


def _share_out(agency_id: int, desk: Desk) -> None:
    """Who works with whom today; who asked in the last days, and some besides, are with nobody yet."""
    ways = select(UnderWay).where(UnderWay.agency_id == agency_id).order_by(UnderWay.journey_id)
    latest = clock.today() - timedelta(days=3)
    for by, early in ((desk.officer, True), (desk.worker, False)):
        own = [
            way.household_id
            for number, way in enumerate(db.session.scalars(ways), 1)
            if (way.stage in EARLY) is early
            and number % ALONE
            and not (way.stage == "enquiry" and way.since > latest)
        ]
        assignments.assign(list(dict.fromkeys(own)), by.user_id, by=desk.officer)


def _before(today: date, ago: int) -> date:
    """The last office day that lies at least so many days back."""
    day = today - timedelta(days=ago)
    return days.office_day(day, day)
