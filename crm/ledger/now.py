"""Where a household is, for lists: the fold of its events, kept in step in the same transaction.

`household_now` has a row for each household, of the journey that speaks for it; `under_way` one for each journey
that has come to no end yet, also of a household that is approved. Neither turns with the calendar: where an
approval ends later than the latest news of another journey, `gives_way_on` says from when on that one speaks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, delete, func, select, text

from crm import bulk
from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.journey.history import Row
from crm.journey.household import Approval, Household, Journey
from crm.journey.ranges import population_of
from crm.journey.routes import Rulebook, stage_of
from crm.journey.under_way import under_way
from crm.ledger.tables import HouseholdNow, HouseholdTally, UnderWay

TABLE, WAY = cast(Table, HouseholdNow.__table__), cast(Table, UnderWay.__table__)
CHUNK = 500  # households a statement
TALLIED = ("agency_id", "route", "population", "stage")
TALLY = text(
    "INSERT INTO household_tally (agency_id, route, population, stage, households) "
    "VALUES (:agency_id, :route, :population, :stage, :more) ON CONFLICT (agency_id, route, population, stage) "
    "DO UPDATE SET households = household_tally.households + excluded.households"
)


def journey_on(household: Household, day: date) -> Journey | None:
    """The journey that speaks for the household on a day, today or later.

    That of the approval that stands then, notice given or not; else one that is under way; else the one with the
    latest news.
    """
    standing = [each.journey_id for each in household.approvals if each.ends_on is None or day < each.ends_on]
    if standing:
        return household.journey(standing[-1])
    return _latest(household, under_way(household)) or _latest(household, household.journeys)


def application_on(household: Household, day: date) -> Journey | None:
    """The journey on which who is not approved applies on a day; None for who is, or was with nothing new since."""
    journey = journey_on(household, day) if household.approval_on(day) is None else None
    approved = journey and any(each.journey_id == journey.id for each in household.approvals)
    return None if approved else journey


def approved_journey(household_id: int, day: date) -> int | None:
    """The journey on which a household was approved on a day, where that is the one that speaks for it now."""
    begun = TABLE.c.approved_on <= day
    stands = TABLE.c.ends_on.is_(None) | (TABLE.c.ends_on > day)
    chosen = select(TABLE.c.journey_id).where(TABLE.c.household_id == household_id, begun, stands)
    return db.session.scalar(chosen)


def _latest(household: Household, journeys: Iterable[Journey]) -> Journey | None:
    """The journey with the latest news: the end of an approval is news of the day on which it ends."""
    ends = {each.journey_id: each.ends_on for each in household.approvals if each.ends_on}

    def order(journey: Journey) -> tuple[Any, ...]:
        last = _last(journey.rows)
        return (max(last.event.happened_on, ends.get(journey.id, date.min)), last.order)

    return max(journeys, key=order, default=None)


def _last(rows: Sequence[Row]) -> Row:
    return max(rows, key=lambda row: row.order)


def now_of(agency_id: int, household_id: int, household: Household, rulebook: Rulebook) -> dict[str, Any] | None:
    """The row of `household_now`, or None for a household of which nothing stands."""
    waiting = _latest(household, under_way(household))
    journey = journey_on(household, _last(waiting.rows).event.happened_on if waiting else date.max)
    if journey is None:
        return None
    last = _last(journey.rows)
    stage, since = stage_of(journey, household, rulebook.plan(journey.route, last.event.happened_on))
    enquiry = journey.first(EnquiryReceived)
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
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
        **_terms(approval),
        "last_event_id": last.id,
        "last_on": last.event.happened_on,
        "gives_way_on": approval.ends_on if approval and waiting else None,
    }


def _terms(approval: Approval | None) -> dict[str, Any]:
    """The latest terms of an approval, as a list of households is searched by them."""
    if approval is None:
        none = {"places": 0, "named": 0, "siblings_extra": 0}
        return {**none, "age_from": None, "age_to": None, "offers": ""}
    latest = approval.changes[-1].event.happened_on if approval.changes else approval.begins_on
    terms = approval.terms_on(latest)
    return {
        "places": terms.places,
        "age_from": terms.age_from,
        "age_to": terms.age_to,
        "offers": f";{';'.join(terms.offers)};" if terms.offers else "",
        "named": len(terms.named_children),
        "siblings_extra": terms.siblings_extra,
    }


def under_way_of(
    agency_id: int, household_id: int, household: Household, rulebook: Rulebook
) -> list[dict[str, Any]]:
    """The rows of `under_way`, one for each journey of a household that has come to no end."""
    return [_way(agency_id, household_id, household, journey, rulebook) for journey in under_way(household)]


def _way(
    agency_id: int, household_id: int, household: Household, journey: Journey, rulebook: Rulebook
) -> dict[str, Any]:
    plan = rulebook.plan(journey.route, _last(journey.rows).event.happened_on)
    stage, since = stage_of(journey, household, plan)
    enquiry = journey.first(EnquiryReceived)
    asked = enquiry.event if enquiry else None
    return {
        "journey_id": journey.id,
        "household_id": household_id,
        "agency_id": agency_id,
        "route": journey.route,
        "population": population_of(journey.route),
        "stage": stage,
        "since": since,
        "enquired_on": asked.happened_on if asked else None,
        "source": asked.source if isinstance(asked, EnquiryReceived) else None,
    }


def keep(rows: Sequence[dict[str, Any]], ways: Sequence[dict[str, Any]] = (), gone: Sequence[int] = ()) -> None:
    """Store rows of `household_now` and `under_way` in place of those that the same households had.

    `gone` are households of which nothing stands any more. The tally follows, by the difference only.
    """
    moved = Counter(tuple(row[name] for name in TALLIED) for row in rows)
    moved.subtract(_forget([row["household_id"] for row in rows] + list(gone)))
    bulk.store(HouseholdNow, rows)
    bulk.store(UnderWay, ways)
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
        db.session.execute(delete(WAY).where(WAY.c.household_id.in_(household_ids[start : start + CHUNK])))
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
