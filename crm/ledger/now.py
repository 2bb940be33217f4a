"""Where a household is, for lists: the fold of its events, kept in step in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, func, select, text

from crm import bulk
from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.journey.history import Row
from crm.journey.household import Household, Journey
from crm.journey.ranges import population_of
from crm.journey.routes import Rulebook, stage_of
from crm.ledger.tables import HouseholdNow, HouseholdTally

TABLE = cast(Table, HouseholdNow.__table__)
CHUNK = 500  # households a statement
TALLIED = ("agency_id", "route", "population", "stage")
TALLY = text(
    "INSERT INTO household_tally (agency_id, route, population, stage, households) "
    "VALUES (:agency_id, :route, :population, :stage, :more) ON CONFLICT (agency_id, route, population, stage) "
    "DO UPDATE SET households = household_tally.households + excluded.households"
)


def current_journey(household: Household) -> Journey | None:
    """The journey that speaks for the household: its open approval's, else the one with the latest news."""
    if not household.journeys:
        return None
    standing = [each.journey_id for each in household.approvals if each.ended is None]
    if standing:
        return household.journey(standing[-1])
    return max(household.journeys, key=lambda journey: _last(journey.rows).order)


def _last(rows: Sequence[Row]) -> Row:
    return max(rows, key=lambda row: row.order)


def now_of(agency_id: int, household_id: int, household: Household, rulebook: Rulebook) -> dict[str, Any] | None:
    """The row of `household_now`, or None for a household of which nothing stands."""
    journey = current_journey(household)
    if journey is None:
        return None
    last = _last(journey.rows)
    stage, since = stage_of(journey, household, rulebook.plan(journey.route, last.event.happened_on))
    enquiry = journey.first(EnquiryReceived)
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
    latest = approval.changes[-1].event.happened_on if approval and approval.changes else None
    return {
        "household_id": household_id,
        "agency_id": agency_id,
        "journey_id": journey.id,
        "route": journey.route,
        "population": population_of(journey.route),
        "stage": stage,
        "stage_since": since,
        "enquired_on": enquiry.event.happened_on if enquiry else None,
        "approved_on": approval.begins_on if approval else None,
        "ends_on": approval.ends_on if approval else None,
        "places": approval.terms_on(latest or approval.begins_on).places if approval else 0,
        "last_event_id": last.id,
        "last_on": last.event.happened_on,
    }


def keep(rows: Sequence[dict[str, Any]], gone: Sequence[int] = ()) -> None:
    """Store rows of `household_now` in place of those that were, and drop those of which nothing stands any more.

    The tally follows, by the difference only.
    """
    moved = Counter(tuple(row[name] for name in TALLIED) for row in rows)
    moved.subtract(_forget([row["household_id"] for row in rows] + list(gone)))
    bulk.store(HouseholdNow, rows)
    changes = [dict(zip((*TALLIED, "more"), (*key, more), strict=True)) for key, more in moved.items() if more]
    if changes:
        db.session.execute(TALLY, changes)


def _forget(household_ids: Sequence[int]) -> Counter[tuple[Any, ...]]:
    """Drop the rows of some households; how many they were of each kind."""
    found: Counter[tuple[Any, ...]] = Counter()
    kinds = [TABLE.c[name] for name in TALLIED]
    for start in range(0, len(household_ids), CHUNK):
        these = TABLE.c.household_id.in_(household_ids[start : start + CHUNK])
        for *kind, count in db.session.execute(select(*kinds, func.count()).where(these).group_by(*kinds)):
            found[tuple(kind)] += count
        db.session.execute(delete(TABLE).where(these))
    return found


def miscounted(agency_id: int) -> Iterator[str]:
    """What the tally of an agency says otherwise than its households."""
    kinds = [TABLE.c[name] for name in TALLIED]
    counted = select(*kinds, func.count()).where(TABLE.c.agency_id == agency_id).group_by(*kinds)
    tallied = select(HouseholdTally).where(HouseholdTally.agency_id == agency_id, HouseholdTally.households != 0)
    there = {tuple(kind): count for *kind, count in db.session.execute(counted)}
    said = {tuple(getattr(row, name) for name in TALLIED): row.households for row in db.session.scalars(tallied)}
    for kind in sorted({*there, *said}):
        if there.get(kind, 0) != said.get(kind, 0):
            yield f"household_tally says {said.get(kind, 0)} of {kind[1:]}, and there are {there.get(kind, 0)}"
