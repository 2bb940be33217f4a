"""The invariants of the ledgers, a list of small functions: what `crm check` proves of each household.

Each takes the households that share journeys, whole, and yields a sentence for each thing that is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Select, select

from crm.extensions import db
from crm.journey import flow
from crm.journey.beds import Book
from crm.journey.history import Row, standing
from crm.journey.household import Household, Journey
from crm.journey.problems import problems
from crm.journey.routes import Rulebook
from crm.ledger import held, held_clocks, now, posting
from crm.ledger.cluster import Cluster, Posted, load
from crm.ledger.tables import HeldClock, HeldTerms, HouseholdNow, UnderWay

START = datetime(1900, 1, 1, tzinfo=UTC)

Check = Callable[[Cluster, Rulebook], Iterator[str]]
Stored = dict[int, dict[str, Any]]  # rows of household_now, by household
Ways = dict[int, list[dict[str, Any]]]  # rows of under_way or held_terms, by household, in order


def postings_follow_from_events(cluster: Cluster, rulebook: Rulebook) -> Iterator[str]:
    """Identity 5: at every moment at which anything became known, the ledgers say what was known then."""
    without = Cluster(cluster.agency_id, cluster.rows, cluster.ties, [], cluster.routes, cluster.seqs)
    due = Counter[tuple[object, ...]]()
    for owing in posting.owed(without, rulebook, START, fold_always=True):
        due[owing.recorded_at, owing.entry] += owing.quantity
    for posted in cluster.posted:
        due[posted.recorded_at, posted.entry] -= posted.quantity
    for (moment, entry), quantity in due.items():
        if quantity:
            yield f"{entry} is {-quantity:+d} too many as of {moment}"


def beds_are_the_terms_in_force(cluster: Cluster, rulebook: Rulebook) -> Iterator[str]:
    """Identity 3, household by household: on each day on which beds move, they are the approvals and the terms.

    Whatever beds a household had, and those gained less those lost since, are the places of the approvals that it
    has then. A bed is whose journey it is now, wherever the journey was when the bed was counted.
    """
    moved = _moved(cluster)
    for household_id in sorted(cluster.households()):
        household = cluster.fold(household_id, rulebook)
        beds = moved.get(household_id, [])
        days = {each.entry.effective_on for each in beds}
        days |= {day for each in household.approvals for day in (each.begins_on, each.ends_on) if day is not None}
        for day in sorted(days):
            if (posted := _posted_on(beds, day)) != (stands := _stands_on(household, day)):
                has = f"household {household_id} has {_said(posted)} on {day}"
                yield f"{has} in the bed ledger, {_said(stands)} by the approvals that stand"


def beds_are_the_terms_held(cluster: Cluster, _rulebook: Rulebook, kept: Ways) -> Iterator[str]:
    """Identity 3 of the register: on each day the places that a household held are those of the bed ledger."""
    moved = _moved(cluster)
    for household_id in sorted(cluster.households()):
        beds, rows = moved.get(household_id, []), kept.get(household_id, [])
        days = {each.entry.effective_on for each in beds}
        days |= {day for row in rows for day in (row["since"], row["until"]) if day is not None}
        for day in sorted(days):
            if (posted := _posted_on(beds, day)) != (held_then := _held_on(rows, day)):
                has = f"household {household_id} has {_said(posted)} on {day}"
                yield f"{has} in the bed ledger, {_said(held_then)} by the terms that it held"


def _moved(cluster: Cluster) -> dict[int, list[Posted]]:
    """The movements of beds by the household that has their journey now."""
    holder, found = cluster.tied(), dict[int, list[Posted]]()
    for posted in cluster.posted:
        if posted.entry.book != Book.STAGE:
            found.setdefault(holder[posted.entry.journey_id], []).append(posted)
    return found


def _said(total: Mapping[tuple[str, str], int]) -> str:
    """So many households and places of each population."""
    return (
        ", ".join(f"{count} {book} ({population})" for (population, book), count in sorted(total.items())) or "none"
    )


def _posted_on(beds: Iterable[Posted], day: date) -> Counter[tuple[str, str]]:
    total = Counter[tuple[str, str]]()
    for posted in beds:
        if posted.entry.effective_on <= day:
            total[posted.entry.population, posted.entry.book] += posted.quantity
    return Counter({key: quantity for key, quantity in total.items() if quantity})


def _stands_on(household: Household, day: date) -> Counter[tuple[str, str]]:
    total = Counter[tuple[str, str]]()
    for approval in household.approvals:
        if approval.open_on(day):
            total[approval.population, Book.HOUSEHOLDS] += 1
            total[approval.population, Book.PLACES] += approval.terms_on(day).places
    return total


def _held_on(rows: Iterable[Mapping[str, Any]], day: date) -> Counter[tuple[str, str]]:
    total = Counter[tuple[str, str]]()
    for row in rows:
        if row["since"] <= day and (row["until"] is None or day < row["until"]):
            total[row["population"], Book.HOUSEHOLDS] += 1
            total[row["population"], Book.PLACES] += row["places"]
    return total


def stages_add_up(cluster: Cluster, rulebook: Rulebook, at: datetime | None = None) -> Iterator[str]:
    """Identity 4, journey by journey, as known at a moment or now: so no two differences cancel out.

    It holds of any period if it does of each day on which anything happened.
    """
    by_journey: dict[int, list[Row]] = {}
    for row in standing(cluster.rows, at):
        by_journey.setdefault(row.journey_id, []).append(row)
    for journey_id, rows in by_journey.items():
        journey = Journey(journey_id, rows[0].route, tuple(rows))
        for day in dict.fromkeys(row.event.happened_on for row in rows):
            for gap in flow.gaps(flow.flow([journey], day, day, rulebook)):
                yield f"journey {journey_id} on {day}, {gap}"


def history_is_possible(cluster: Cluster, rulebook: Rulebook) -> Iterator[str]:
    """No household's history is one that a command would have refused."""
    for household_id in sorted(cluster.households()):
        for problem in problems(cluster.fold(household_id, rulebook), rulebook.rules):
            yield f"event {problem.event_id}: {problem.message}"


def now_is_the_fold(cluster: Cluster, rulebook: Rulebook, stored: Stored) -> Iterator[str]:
    """Identity 7: `household_now` equals the fold of the household's events."""
    for household_id in sorted(cluster.households()):
        household = cluster.fold(household_id, rulebook)
        due = now.now_of(cluster.agency_id, household_id, household, rulebook)
        if due != stored.get(household_id):
            yield f"household_now says {stored.get(household_id)}, the events {due}"


def under_way_is_the_fold(cluster: Cluster, rulebook: Rulebook, ways: Ways) -> Iterator[str]:
    """Identity 7 of the pipeline: `under_way` has the journeys that have come to no end, and no other."""
    for household_id in sorted(cluster.households()):
        household = cluster.fold(household_id, rulebook)
        due = now.under_way_of(cluster.agency_id, household_id, household, rulebook)
        if sorted(due, key=lambda each: int(each["journey_id"])) != ways.get(household_id, []):
            yield f"under_way says {ways.get(household_id, [])}, the events {due}"


def held_terms_are_the_fold(cluster: Cluster, rulebook: Rulebook, kept: Ways) -> Iterator[str]:
    """Identity 7 of the register: `held_terms` has the terms of each approval while they held, and no other."""
    for household_id in sorted(cluster.households()):
        due = held.rows_of(cluster.agency_id, household_id, cluster.fold(household_id, rulebook))
        if sorted(due, key=_held_order) != kept.get(household_id, []):
            yield f"held_terms says {kept.get(household_id, [])}, the events {due}"


def held_clocks_are_the_fold(cluster: Cluster, rulebook: Rulebook, kept: Ways) -> Iterator[str]:
    """Identity 7 of the law's clocks: `held_clock` has those of the journeys that were decided, and no other."""
    for household_id in sorted(cluster.households()):
        household = cluster.fold(household_id, rulebook)
        due = held_clocks.rows_of(cluster.agency_id, household_id, household, rulebook)
        if due != kept.get(household_id, []):
            yield f"held_clock says {kept.get(household_id, [])}, the events {due}"


def _held_order(row: Mapping[str, Any]) -> tuple[int, date]:
    return row["journey_id"], row["since"]


def events_are_in_order(cluster: Cluster, _rulebook: Rulebook) -> Iterator[str]:
    """Each journey's events are numbered 1, 2, 3, ..., and a correction points back, within its journey."""
    by_id = {row.id: row for row in cluster.rows}
    counts = Counter(row.journey_id for row in cluster.rows)
    for journey_id, seq in cluster.seqs.items():
        if counts[journey_id] != seq:
            yield f"journey {journey_id} has {counts[journey_id]} events, and the last is number {seq}"
    for row in cluster.rows:
        if row.corrects_id is not None:
            corrected = by_id.get(row.corrects_id)
            if corrected is None or corrected.journey_id != row.journey_id or corrected.id >= row.id:
                yield f"event {row.id} corrects {row.corrects_id}, which is no earlier event of its journey"


def every_journey_is_tied(cluster: Cluster, _rulebook: Rulebook) -> Iterator[str]:
    """Each journey belonged to a household from its first event on."""
    for row in cluster.rows:
        if row.journey_id not in cluster.tied(row.recorded_at):
            yield f"event {row.id} was recorded when its journey {row.journey_id} belonged to no household"


CHECKS: tuple[Check, ...] = (
    postings_follow_from_events,
    beds_are_the_terms_in_force,
    stages_add_up,
    history_is_possible,
    events_are_in_order,
    every_journey_is_tied,
)


def check(agency_id: int, household_ids: Collection[int], rulebook: Rulebook) -> Iterator[str]:
    """Everything that is wrong with these households of an agency; nothing if all is well."""
    clusters = {id(cluster): cluster for cluster in load(agency_id, household_ids).values()}
    columns = HouseholdNow.__table__.c
    ids = {each for cluster in clusters.values() for each in cluster.households()} | set(household_ids)
    rows = db.session.execute(select(*columns).where(columns.household_id.in_(sorted(ids)))).mappings()
    stored: Stored = {row["household_id"]: dict(row) for row in rows}
    way, terms = UnderWay.__table__.c, HeldTerms.__table__.c
    ways = _kept(select(*way).where(way.household_id.in_(sorted(ids))).order_by(way.journey_id))
    kept = select(*terms).where(terms.household_id.in_(sorted(ids))).order_by(terms.journey_id, terms.since)
    held_by = _kept(kept)
    clock = HeldClock.__table__.c
    kept = select(*clock).where(clock.household_id.in_(sorted(ids))).order_by(clock.journey_id, clock.position)
    clocks = _kept(kept)
    for cluster in clusters.values():
        for each in CHECKS:
            yield from (f"{each.__name__}: {problem}" for problem in each(cluster, rulebook))
        yield from (f"now_is_the_fold: {problem}" for problem in now_is_the_fold(cluster, rulebook, stored))
        yield from (
            f"under_way_is_the_fold: {problem}" for problem in under_way_is_the_fold(cluster, rulebook, ways)
        )
        yield from (
            f"held_terms_are_the_fold: {problem}" for problem in held_terms_are_the_fold(cluster, rulebook, held_by)
        )
        yield from (
            f"beds_are_the_terms_held: {problem}" for problem in beds_are_the_terms_held(cluster, rulebook, held_by)
        )
        for problem in held_clocks_are_the_fold(cluster, rulebook, clocks):
            yield f"held_clocks_are_the_fold: {problem}"


def _kept(rows: Select[Any]) -> Ways:
    """Rows by their household."""
    found: Ways = {}
    for row in db.session.execute(rows).mappings():
        found.setdefault(row["household_id"], []).append(dict(row))
    return found
