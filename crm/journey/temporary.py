"""The temporary approval of a connected person: whether one stands, and what can be recorded of it (KC-1 to 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from crm.journey.event import Event
from crm.journey.events import ApprovalRefused
from crm.journey.household import Household, Journey
from crm.journey.ranges import Route
from crm.journey.saying import SAID, said, sentence
from crm.journey.temporary_events import TEMPORARY, TemporarilyApproved, TemporaryApprovalExtended


@dataclass(frozen=True, slots=True)
class Temporary:
    """A temporary approval: for whom, from when, and the first day that it does not cover."""

    children: tuple[str, ...]
    since: date
    until: date
    extended: bool = False

    def holds(self, day: date) -> bool:
        """Whether it covers a day."""
        return self.since <= day < self.until


def temporaries(journey: Journey) -> Iterator[Temporary]:
    """Every temporary approval of a journey, the oldest first. The end of the journey ends the last (KC-6)."""
    last: Temporary | None = None
    for row in journey.rows:
        event = row.event
        if isinstance(event, TemporarilyApproved):
            if last is not None:
                yield last
            last = Temporary(event.named_children, event.happened_on, event.ends_on)
        elif isinstance(event, TemporaryApprovalExtended) and last is not None:
            last = replace(last, until=event.ends_on, extended=True)
    over = journey.closed_by or journey.first(ApprovalRefused)
    if last is not None:
        yield last if over is None else replace(last, until=min(last.until, over.event.happened_on))


def standing(household: Household, day: date) -> Temporary | None:
    """The temporary approval that covers a day on which the household is not approved; None if none does."""
    if household.approval_on(day) is not None:
        return None
    found = (each for journey in household.journeys for each in temporaries(journey) if each.holds(day))
    return next(found, None)


def refusal(household: Household, journey: Journey, event: Event) -> str | None:
    """Why such an event cannot be recorded, in words; None if it can, or it is none."""
    if not isinstance(event, TEMPORARY):
        return None
    day = event.happened_on
    if journey.route is not Route.KINSHIP:
        return (
            f"{sentence(SAID[event.kind])} is for relatives and friends of the child: on a kinship journey (KC-1)."
        )
    if household.approval_on(day) is not None:
        return f"This household is approved on {said(day)}: a temporary approval comes before that (KC-1)."
    found = next((each for each in temporaries(journey) if each.holds(day)), None)
    if isinstance(event, TemporarilyApproved):
        if found is not None:
            return (
                f"One stands since {said(found.since)}, until {said(found.until)}: correct it, or extend it (KC-3)."
            )
        return None if event.named_children else "A temporary approval is for named children only (KC-2)."
    if found is None:
        return "There is no temporary approval on that day: once it has expired it cannot be extended (KC-6)."
    return "It was extended already, which can be done only once (KC-3)." if found.extended else None
