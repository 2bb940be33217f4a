"""An agency's own clocks, as its settings have them: good practice that it has set itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crm.journey.temporary_clocks import Alarms
from crm.journey.working_days import WorkingCalendar
from crm.register import holidays, settings
from crm.register.deadlines import first_day

Entry = Mapping[str, Any]
OUTCOME = "visit_outcome"  # the clock that ends by what came of a visit
OFFERED = "visit_offered"  # the clock that ends by booking one
INVITED = "invitation_sent"  # no clock: that a letter invited them, by which the chases begin
FELL_THROUGH = "visit_fell_through"  # no event: that a visit did not take place, by which another is offered
# The settings that say after how many days of a temporary approval somebody looks at it anew (KC-7).
ALARMS = tuple(f"temporary_alarm_{name}" for name in ("first", "second", "third", "last"))


def in_use(agency_id: int, on: date) -> Sequence[Entry]:
    """The clocks that an agency uses on a day, in its order."""
    return [each for each in settings.value("local_clocks", agency_id, on) if not each.get("retired")]


def by_hand(entry: Entry) -> bool:
    """Whether a clock ends when somebody says that the thing was done, and not only by an event."""
    return "stops" not in entry or bool(entry.get("by_hand"))


def chases(entry: Entry) -> bool:
    """Whether a clock chases an invitation to apply: it begins with the visit, and needs one to have been made."""
    return entry.get("starts") == "visit_completed" and "stops" in entry and by_hand(entry)


def after_visits(agency_id: int, on: date) -> frozenset[str]:
    """The names of the clocks that begin with a visit: a letter that invites begins them too."""
    every = settings.value("local_clocks", agency_id, on)
    return frozenset(str(each["name"]) for each in every if each.get("starts") == "visit_completed")


def alarms(agency_id: int, on: date) -> Alarms:
    """When an agency looks at a temporary approval anew (KC-7)."""
    days = [settings.value(name, agency_id, on) for name in ALARMS]
    return Alarms(days, (first_day("KC-7", on) - on).days)


def calendar(agency_id: int, on: date) -> WorkingCalendar:
    """The days that count for an agency's own clocks: they stand still on those on which its office is closed."""
    closures = settings.value("closures", agency_id, on)
    return replace(holidays.statutory_calendar(), closures=frozenset(date.fromisoformat(each) for each in closures))
