"""Reaching a household, or not: what one says of a call with one button, and when to try again."""

from __future__ import annotations

from datetime import date

from crm import clock
from crm.actor import Actor
from crm.commands import command, contacts, promises, tasks
from crm.errors import Refused
from crm.journey.working_days import BeyondCalendar
from crm.people import households
from crm.register import clocks


@command
def spoke(household_id: int, *, by: Actor, task_id: int | None = None) -> None:
    """They answered a call just now, as `contacts.log`; with `task_id` the one that was promised, which is done."""
    if task_id is not None:
        tasks.done(task_id, outcome="answered", by=by)
    contact_id = _log(household_id, "answered", by)
    if task_id is not None:
        promises.made(task_id, contact_id)


@command
def no_answer(household_id: int, *, by: Actor) -> date | None:
    """Nobody answered: a call is meant for the next day on which the office is open; that day.

    The calls that were due are thereby made. None: a call that lies ahead stands, and is the next one.
    """
    household = households.load(household_id, by.agency_ids)
    today = clock.today()
    try:
        again = clocks.calendar(household.agency_id, today).add(today, 1)
    except BeyondCalendar as edge:
        raise Refused(f"There is no working day to try again on: {edge}.") from None
    return again if promises.unanswered(_log(household_id, "no_answer", by), again, by=by) else None


def _log(household_id: int, outcome: str, by: Actor) -> int:
    return contacts.log(
        household_id, kind="call", direction="out", outcome=outcome, happened_at=clock.now(), text=None, by=by
    )
