"""What is recorded by hand, each entry at its own moment, as it was when the service worked through those days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from crm import clock
from crm.actor import Actor
from crm.commands import assessors, decision_reasons, enquiries, journeys, people
from crm.commands.assessors import Assessor
from crm.commands.people import NewCarer, NewHousehold
from crm.demo import checks, nominated
from crm.demo.asked import said
from crm.demo.people import Family
from crm.demo.reasoned import PROPOSED
from crm.journey.decision_events import RefusalProposed
from crm.journey.events import (
    AssessmentStarted,
    EnquiryReceived,
    Event,
    HouseholdApproved,
    PanelRecommended,
    ReportCompleted,
    StageOneCompleted,
)
from crm.journey.history import standing
from crm.journey.ranges import Route
from crm.journey.temporary_events import TEMPORARY
from crm.ledger import cluster

OPENS = timedelta(hours=9)
BETWEEN = timedelta(minutes=25)  # from one entry of a day to the next
A_DAY = 18  # entries, and the office closes

Do = Callable[[], object]


class Diary:
    """Entries gathered in any order, and carried out in that of their days."""

    def __init__(self) -> None:
        self._entries: list[tuple[date, Do]] = []

    def note(self, on: date, do: Do) -> None:
        """Have something done on a day."""
        self._entries.append((on, do))

    def carry_out(self) -> None:
        """Do all of it, with the clock at each entry's moment; before the office opens, today's is done now."""
        on, number, now = date.min, 0, clock.now()
        for day, do in sorted(self._entries, key=lambda each: each[0]):
            number = number + 1 if day == on else 0
            on = day
            with clock.fixed(min(_moment(day, number), now)):
                do()


def _moment(day: date, number: int) -> datetime:
    return clock.start_of_day(day) + OPENS + number % A_DAY * BETWEEN


@dataclass
class Written:
    """A household whose journey is written down event by event."""

    family: Family
    carers: tuple[NewCarer, ...]
    route: Route
    agency_id: int
    by: Callable[[Event], Actor]
    reference: str | None = None
    household_id: int = 0
    journey_id: int = 0

    def into(self, diary: Diary, events: Sequence[Event]) -> None:
        """Have each event recorded on its own day, the household made with the first."""
        diary.note(events[0].happened_on, partial(self.begin, events[0]))
        for event in events[1:]:
            diary.note(event.happened_on, partial(self.go_on, event))

    def begin(self, event: Event) -> None:
        """Make the household, and begin its journey."""
        by = self.by(event)
        if isinstance(event, EnquiryReceived) and self.reference is None:
            self.ask(event, by)
            return
        self.household_id = people.create_household(
            self.agency_id,
            carers=self.carers,
            by=by,
            address=self.family.address,
            postcode=self.family.postcode,
        )
        self.journey_id = journeys.begin(
            self.household_id, route=self.route, first=event, by=by, reference=self.reference
        )

    def ask(self, event: EnquiryReceived, by: Actor) -> None:
        """Have the enquiry logged, with what they said, as an officer does it."""
        family = NewHousehold(carers=self.carers, address=self.family.address, postcode=self.family.postcode)
        logged = enquiries.log_enquiry(
            self.agency_id,
            people=family,
            details=said(self.family, self.route, event),
            received_on=event.happened_on,
            by=by,
            anyway=True,
        )
        self.household_id, self.journey_id = logged.household_id, logged.journey_id

    def go_on(self, event: Event) -> None:
        """Record the next event; an approval, or the end of Stage 1, once its checks are in order.

        What panel recommended before the council planned its panels in Hearth is history: nobody entered it.
        """
        done = {HouseholdApproved: checks.complete, StageOneCompleted: checks.complete_stage_one}.get(type(event))
        if done is not None:
            worker = self.by(AssessmentStarted(happened_on=event.happened_on))
            done(self.agency_id, self.household_id, self.journey_id, event.happened_on, worker)
        by = self.by(event)
        by = replace(by, user_id=None) if isinstance(event, PanelRecommended) else by
        if isinstance(event, RefusalProposed):
            decision_reasons.record(self.household_id, self.journey_id, event, reasons=PROPOSED, by=by)
            return
        if isinstance(event, TEMPORARY):
            nominated.approve(self.agency_id, self.household_id, self.journey_id, event, by=by)
            return
        if isinstance(event, ReportCompleted) and by.user_id is not None:
            assessors.record(self.household_id, self.journey_id, event, Assessor(by.user_id), by=by)
            return
        journeys.record(self.household_id, self.journey_id, event, by=by)

    def correct(self, event: Event, reason: str) -> None:
        """Put an event in the place of the one of its kind, as two have agreed where it takes two."""
        rows = cluster.load(self.agency_id, [self.household_id])[self.household_id].rows
        (old,) = (row.id for row in standing(rows) if row.event.kind == event.kind)
        journeys.correct(self.household_id, old, event, reason=reason, by=self.by(event), agreed=True)
