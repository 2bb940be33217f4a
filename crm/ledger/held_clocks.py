"""The law's clocks on journeys that were decided: what lists of what is due are read from.

As `held`, it is the fold of the events, kept in the same transaction; `crm check` proves the two equal. What an
agency has set itself is no part of it: settings change, and what they say of a day is worked out on that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, delete

from crm import bulk
from crm.extensions import db
from crm.journey.clocks import Phase
from crm.journey.events import ApprovalRefused, HouseholdApproved
from crm.journey.household import Household, Journey
from crm.journey.law import Law, ticking
from crm.journey.routes import Rulebook
from crm.ledger.tables import HeldClock

TABLE = cast(Table, HeldClock.__table__)
CHUNK = 500  # households a statement
PHASES = (Phase.APPROVED, Phase.REFUSED, Phase.ENDED)  # of the journeys whose clocks are kept


def rows_of(agency_id: int, household_id: int, household: Household, rulebook: Rulebook) -> list[dict[str, Any]]:
    """The rows of a household, journey by journey, in the order of the law's table."""
    if rulebook.law is None:
        return []
    ends = {each.journey_id: each.ends_on for each in household.approvals}
    return [
        {
            "household_id": household_id,
            "journey_id": journey.id,
            "position": position,
            "agency_id": agency_id,
            **row,
        }
        for journey in sorted(household.journeys, key=lambda each: each.id)
        for position, row in enumerate(_of_journey(journey, ends.get(journey.id), rulebook.law))
    ]


def _of_journey(journey: Journey, ends_on: date | None, law: Law) -> Iterator[dict[str, Any]]:
    for phase, since, until in _phases(journey, ends_on):
        for clock in law.clocks:
            for each in ticking(journey, clock, phase, law) if phase in clock.during else ():
                # Nothing is due of an approval that has ended by then.
                if each.limit or ends_on is None or each.due_on < ends_on:
                    yield {
                        "rule": each.rule,
                        "label": each.label,
                        "began_by": each.began_by,
                        "began_on": each.began_on,
                        "due_on": each.due_on,
                        "stops": each.stops,
                        "is_limit": each.limit,
                        "silent_from": each.silent_from,
                        "since": since,
                        "until": min((day for day in (until, each.gone_from) if day), default=None),
                    }


def _phases(journey: Journey, ends_on: date | None) -> Iterator[tuple[Phase, date | None, date | None]]:
    """How far a journey that was decided has come: each with its first day, and the first day after it."""
    if journey.first(HouseholdApproved):
        yield Phase.APPROVED, None, ends_on
        if ends_on is not None:
            yield Phase.ENDED, ends_on, None
    elif journey.first(ApprovalRefused):
        yield Phase.REFUSED, None, None


def keep(household_ids: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """Store the clocks of these households in place of what was there of them."""
    for start in range(0, len(household_ids), CHUNK):
        these = TABLE.c.household_id.in_(household_ids[start : start + CHUNK])
        db.session.execute(delete(TABLE).where(these))
    bulk.store(HeldClock, rows)
