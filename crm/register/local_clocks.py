"""An agency's own clocks from what has happened on a journey: good practice, not law (rules section 6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from crm.journey.deadlines import Span, Unit
from crm.journey.working_days import BeyondCalendar, WorkingCalendar
from crm.register import holidays, settings


def office_calendar(agency_id: int, on: date) -> WorkingCalendar:
    """The working days of an agency's office: those of the law, less the days on which it is closed."""
    closures = settings.value("closures", agency_id, on)
    days = frozenset(date.fromisoformat(each) for each in closures)
    return replace(holidays.statutory_calendar(), closures=days)


def first_due(agency_id: int, happened: Mapping[str, date], today: date) -> tuple[str, date] | None:
    """The clock that is due soonest of those that have started and have not stopped: its label and its day.

    `happened` are the kinds of events that stand on the journey, each with its day.
    """
    calendar = office_calendar(agency_id, today)
    found = []
    for each in settings.value("local_clocks", agency_id, today):
        began, stops = happened.get(each.get("starts", "")), each.get("stops")
        if each.get("retired") or began is None or stops is None or stops in happened:
            continue
        try:
            found.append((Span(each["amount"], Unit(each["unit"])).after(began, calendar), str(each["label"])))
        except BeyondCalendar:
            continue
    return (min(found)[1], min(found)[0]) if found else None
