"""What runs beside a temporary approval: its alarms (KC-7), and what it is to have run out (KC-6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.journey.event import Event
from crm.journey.events import HouseholdApproved
from crm.journey.household import Journey
from crm.journey.law import Law
from crm.journey.ranges import Route
from crm.journey.saying import said as day_said
from crm.journey.temporary import DAY, Temporary, alarms, temporaries
from crm.journey.temporary_events import TemporarilyApproved, TemporaryApprovalExtended

NAMES = "temporary_"  # what the names of the alarms begin with: on which day of it they come follows

ELSEWHERE = "Approved in full on another journey: close this one"

Said = Mapping[str | None, date]  # by the name of a clock: the day on which somebody said that it was seen to


@dataclass(frozen=True, slots=True)
class Alarms:
    """On which days the alarms come, and of how many a temporary approval has that is not extended (KC-7)."""

    days: Sequence[int]
    whole: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Something about a temporary approval that somebody has to see to, and by when.

    `hard`: it has run out, and nothing but a decision or the end of the placement takes this away. Without it, it
    is an alarm, and is done when somebody says that they have looked.
    """

    rule: str
    label: str
    name: str
    began_on: date
    due_on: date
    hard: bool = False
    closes: bool = False  # nothing is left but to close the journey

    @property
    def began_by(self) -> str:
        """The kind of event from which it runs."""
        return TemporarilyApproved.kind


def watched(journey: Journey, today: date, by: Alarms, said: Said) -> Iterator[Watch]:
    """What there is to see to on a journey that is under way: one thing, or none.

    Of the alarms that have come the latest, unless it was seen to; then the next to come.
    """
    if journey.route is not Route.KINSHIP:
        return
    found = next(reversed(list(temporaries(journey))), None)
    if found is not None and found.in_full and found.until and journey.first(HouseholdApproved) is None:
        yield Watch("KC-6", ELSEWHERE, f"{NAMES}elsewhere", found.since, found.until, closes=True)
    if found is None or found.over or found.until is None:
        return
    if found.ran_out(today):
        label = "The temporary approval has run out: end the placement, or have them approved"
        yield Watch("KC-6", label, f"{NAMES}out", found.since, found.last_day, hard=True)
    elif alarm := _alarm(found, today, by, said):
        yield alarm


def too_long(journey: Journey, event: Event, law: Law | None) -> str | None:
    """Why one cannot last until a day: more days than the law gives it (KC-2; once extended, KC-3)."""
    if isinstance(event, TemporarilyApproved):
        rule, since = "KC-2", event.happened_on
    elif isinstance(event, TemporaryApprovalExtended):
        day = event.happened_on
        rule, since = "KC-3", next((each.since for each in temporaries(journey) if each.holds(day)), day)
    else:
        return None
    longest = law.days(rule, since, journey.route) if law else []
    if not longest or event.ends_on <= longest[0].on:
        return None
    last = day_said(longest[0].on - DAY)
    days = (event.ends_on - since).days
    return f"From {day_said(since)} it would cover {days} days: the last day that it can cover is {last} ({rule})."


def is_alarm(journey: Journey, name: str, by: Alarms) -> bool:
    """Whether a name is that of an alarm of the journey's temporary approval: somebody may say it was seen to."""
    found = next(reversed(list(temporaries(journey))), None)
    return found is not None and any(_told(found, day).name == name for day in alarms(found, by.whole, by.days))


def next_alarm(found: Temporary, today: date, by: Alarms) -> date | None:
    """The day of the next alarm, today at the earliest; None if there is none any more."""
    return next((day for day in alarms(found, by.whole, by.days) if day >= today), None)


def _alarm(found: Temporary, today: date, by: Alarms, said: Said) -> Watch | None:
    every = [_told(found, day) for day in alarms(found, by.whole, by.days)]
    come = [each for each in every if each.due_on <= today]
    if come and said.get(come[-1].name, date.min) < come[-1].due_on:
        return come[-1]
    return next((each for each in every if each.due_on > today), None)


def _told(found: Temporary, day: date) -> Watch:
    number, length = found.gone(day), found.length or 0
    label = f"Temporary approval, day {number} of {length}: {length - number} days are left"
    return Watch("KC-7", label, f"{NAMES}{number}", found.since, day)
