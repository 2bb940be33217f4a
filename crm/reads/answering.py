"""How long carers have to answer a proposed change of terms, and what comes without their agreement (RV-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm import clock
from crm.journey import revisions
from crm.journey.events import RevisionProposed
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.register import deadlines


@dataclass(frozen=True, slots=True)
class Answering:
    """The last of the 28 days to answer, which is theirs to its end; and the day of their answer, if any."""

    last_day: date
    answered_on: date | None
    over: bool  # the last day has gone by
    is_last: bool  # it is today

    @property
    def from_day(self) -> date:
        """The first day on which it can take effect without their agreement, where they answered nothing."""
        return self.last_day + timedelta(days=1)


def answering_of(journey: Journey, proposal: Row) -> Answering:
    """The same of what is proposed on a journey, as of today."""
    event = proposal.event
    assert isinstance(event, RevisionProposed)  # noqa: S101 - what the caller looked for
    last = event.answer_by or deadlines.first_day("RV-6", event.happened_on)
    given, today = revisions.answer(journey, proposal), clock.today()
    return Answering(last, given.event.happened_on if given else None, last < today, last == today)
