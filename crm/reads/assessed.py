"""Who assessed a household, as pages show it beside the report and the decision."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from crm import fields
from crm.actor import Actor
from crm.journey.events import ReportCompleted
from crm.journey.household import Journey
from crm.people import assessors
from crm.reads.names import names_of

OUTSIDE = "an independent assessor"


@dataclass(frozen=True, slots=True)
class Assessed:
    """Who assessed, as it was said at a moment. `user_id`: of the staff; else `name` is somebody's from outside."""

    number: int
    name: str
    user_id: int | None
    recorded_at: datetime
    by: str


def of_events(event_ids: Collection[int], by: Actor) -> Mapping[int, tuple[Assessed, ...]]:
    """Who assessed by the report's first event, what counts first; none for a role that does not see names."""
    if not fields.sees(by.role, "assessor"):
        return {}
    found = assessors.of_events(event_ids)
    names = names_of(each for rows in found.values() for row in rows for each in (row.recorded_by, row.assessor_id))
    return {
        event_id: tuple(
            Assessed(
                number=row.id,
                name=names[row.assessor_id] if row.assessor_id is not None else row.name or OUTSIDE,
                user_id=row.assessor_id,
                recorded_at=row.recorded_at,
                by=names[row.recorded_by],
            )
            for row in rows
        )
        for event_id, rows in found.items()
    }


def of_journey(journey: Journey, by: Actor) -> Assessed | None:
    """Who assessed, by the latest report of a journey; None where that is not on record."""
    rows = journey.all(ReportCompleted)
    if not rows:
        return None
    first = rows[-1].first_id or rows[-1].id
    return next(iter(of_events([first], by).get(first, ())), None)
