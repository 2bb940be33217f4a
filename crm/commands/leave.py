"""Leave of the council's own staff who foster, or apply to: recorded, and struck where it was wrong."""

from __future__ import annotations

from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import held
from crm.people import households, leave
from crm.people.leave_tables import LeaveTaken
from crm.people.tables import Carer
from crm.register import employers

AHEAD = timedelta(days=366)  # leave is agreed before it is taken
MOST = 60  # half days at once: a month and a half; more is a slip of the keyboard
NOT_OURS = "Their record does not say that they work for your council, so no leave of it can be recorded."


@command
def record(carer_id: int, on_day: date, half_days: int, *, by: Actor) -> int:
    """Record leave that a carer takes from a day on; its number.

    NotFound: there is no such carer. Refused: they do not work for the council, it promised nothing by that day,
    or the day or the number cannot be.
    """
    carer, agency_id = _carer(carer_id, by)
    own = employers.named(agency_id, leave.employer_of(carer.id))
    if own is None or not own.is_council:
        raise Refused(NOT_OURS)
    if not 1 <= half_days <= MOST:
        raise Refused(f"Enter from half a day to {MOST // 2} days", field="days")
    if on_day > clock.today() + AHEAD:
        raise Refused("The day is more than a year ahead", field="on")
    if not own.leave_days or own.leave_from is None or on_day < own.leave_from:
        raise Refused("The council had promised no leave by that day", field="on")
    if own.leave_until is not None and on_day > own.leave_until:
        raise Refused("The council's promise had ended by that day", field="on")
    row = LeaveTaken(
        agency_id=agency_id, household_id=carer.household_id, carer_id=carer.id, on_day=on_day, half_days=half_days,
        recorded_at=clock.now(), recorded_by=by.user_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _noted(row, "record", by)
    return row.id


@command
def strike(carer_id: int, number: int, *, by: Actor) -> None:
    """Strike leave that was recorded wrongly. NotFound: this carer has none such. Stale: it is struck already."""
    carer, _ = _carer(carer_id, by)
    row = held(LeaveTaken, number)
    if row is None or row.carer_id != carer.id:
        raise NotFound("There is no such leave")
    if row.struck_at is not None:
        raise Stale("Somebody has struck it meanwhile.")
    row.struck_at, row.struck_by = clock.now(), by.user_id
    _noted(row, "strike", by)


def _carer(carer_id: int, by: Actor) -> tuple[Carer, int]:
    carer = db.session.get(Carer, carer_id)
    if carer is None or carer.removed_at is not None:
        raise NotFound("There is no such carer")
    return carer, households.load(carer.household_id, by.agency_ids).agency_id


def _noted(row: LeaveTaken, act: str, by: Actor) -> None:
    audit.record(
        by, f"leave.{act}", agency_id=row.agency_id, household_id=row.household_id, about=f"leave {row.id}"
    )
