"""The households that share journeys, past or present, loaded whole: what one append must see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from crm.extensions import db
from crm.journey.beds import Book, Entry
from crm.journey.events import from_data
from crm.journey.history import Row, standing
from crm.journey.household import Household, fold
from crm.journey.ranges import Population, Route
from crm.journey.routes import Rulebook
from crm.ledger.tables import BedEntry, EventRecord, JourneyRecord, StageEntry, TieRecord

NAMES = ("id", "journey_id", "route", "kind", "data", "happened_on", "recorded_at", "corrects_id")
ROUTES = {each.value: each for each in Route}  # by far quicker than to call it
OF_A_ROW = tuple(EventRecord.__table__.c[name] for name in NAMES)  # what `as_row` asks for
CHUNK = 500  # SQLite and PostgreSQL bear more parameters, but no list gains by it


@dataclass(frozen=True, slots=True)
class Tie:
    """A journey belongs to a household from a moment on."""

    id: int
    journey_id: int
    household_id: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that stands in a ledger already."""

    entry: Entry
    quantity: int
    recorded_at: datetime


@dataclass(slots=True)
class Cluster:
    """Households that share journeys: usually one. After a merge or a split, more."""

    agency_id: int
    rows: list[Row] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    routes: dict[int, Route] = field(default_factory=dict)
    seqs: dict[int, int] = field(default_factory=dict)
    _folded: dict[int, tuple[Rulebook, Household]] = field(default_factory=dict)

    def add(self, rows: Iterable[Row]) -> None:
        """Take in events that became known."""
        self.rows.extend(rows)
        self._folded.clear()

    def drop(self, count: int) -> None:
        """Forget the last so many events: they were refused."""
        del self.rows[len(self.rows) - count :]
        self._folded.clear()

    def tie(self, tie: Tie) -> None:
        """Take in a tie that became known."""
        self.ties.append(tie)
        self._folded.clear()

    def tied(self, at: datetime | None = None) -> dict[int, int]:
        """The household of each journey at a moment (now, if none is given); the latest tie holds."""
        return {tie.journey_id: tie.household_id for tie in self.ties if at is None or tie.recorded_at <= at}

    def households(self) -> set[int]:
        """Every household that a journey of the cluster was ever tied to."""
        return {tie.household_id for tie in self.ties}

    def take_in(self, other: Cluster) -> None:
        """Make another cluster part of this one: a journey of one was tied to a household of the other."""
        self.rows += other.rows
        self.posted += other.posted
        self.ties = sorted(self.ties + other.ties, key=lambda tie: tie.id)
        self.routes |= other.routes
        self.seqs |= other.seqs
        self._folded.clear()

    def fold(self, household_id: int, rulebook: Rulebook, at: datetime | None = None) -> Household:
        """The household as it was known at a moment, or as it is (which is remembered until something is added)."""
        if at is not None:
            return self._fold(household_id, rulebook, at)
        known = self._folded.get(household_id)
        if known is None or known[0] is not rulebook:
            known = self._folded[household_id] = (rulebook, self._fold(household_id, rulebook, None))
        return known[1]

    def _fold(self, household_id: int, rulebook: Rulebook, at: datetime | None) -> Household:
        tied = self.tied(at)
        rows = [row for row in self.rows if tied.get(row.journey_id) == household_id]
        rules = rulebook.rules if at is None else rulebook.rules.known_at(at)
        return fold(standing(rows, at), rules)


def load(agency_id: int, household_ids: Collection[int]) -> dict[int, Cluster]:
    """The cluster of each of these households; two households of one cluster get the same object."""
    journeys, ties = _close(household_ids)
    clusters = _group(agency_id, household_ids, ties)
    by_journey = {tie.journey_id: clusters[tie.household_id] for tie in ties}
    for record in _by_journey(JourneyRecord.id, JourneyRecord, journeys):
        by_journey[record.id].routes[record.id] = Route(record.route)
    for record in _by_journey(EventRecord.journey_id, EventRecord, journeys):
        cluster = by_journey[record.journey_id]
        cluster.rows.append(as_row(record))
        cluster.seqs[record.journey_id] = max(record.seq, cluster.seqs.get(record.journey_id, 0))
    for table in (StageEntry, BedEntry):
        for record in _by_journey(table.journey_id, table, journeys):
            by_journey[record.journey_id].posted.append(_as_posted(record, table is StageEntry))
    return clusters


def as_row(record: Any) -> Row:
    """The event of a stored row."""
    event = from_data(record.kind, record.happened_on, record.data)
    return Row(record.id, record.journey_id, ROUTES[record.route], event, record.recorded_at, record.corrects_id)


def _as_posted(record: Any, staged: bool) -> Posted:
    entry = Entry(
        book=Book.STAGE if staged else Book(record.book),
        what=record.kind if staged else record.cause,
        route=Route(record.route),
        population=Population(record.population),
        journey_id=record.journey_id,
        event_id=record.event_id,
        effective_on=record.effective_on,
    )
    return Posted(entry, record.quantity, record.recorded_at)


def _close(household_ids: Collection[int]) -> tuple[set[int], list[Tie]]:
    """Every journey and tie that hangs together with these households, however far."""
    journeys: set[int] = set()
    households = set(household_ids)
    fresh: set[int] = households
    ties: list[Tie] = []
    while fresh:
        found = {tie.journey_id for tie in _ties(TieRecord.household_id, fresh)} - journeys
        journeys |= found
        more = _ties(TieRecord.journey_id, found)
        ties += more
        fresh = {tie.household_id for tie in more} - households
        households |= fresh
    return journeys, sorted(ties, key=lambda tie: tie.id)


def _ties(column: Any, keys: Iterable[int]) -> list[Tie]:
    return [
        Tie(record.id, record.journey_id, record.household_id, record.recorded_at)
        for record in _by_journey(column, TieRecord, set(keys))
    ]


def _by_journey(column: Any, table: Any, keys: set[int]) -> Iterable[Any]:
    """Rows of a table whose column is among the keys, by id, read in chunks."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), CHUNK):
        yield from db.session.execute(_asked(column, table), {"keys": wanted[start : start + CHUNK]})


@cache
def _asked(column: Any, table: Any) -> Select[Any]:
    """Made once: each append asks six of them."""
    columns = table.__table__.c
    return select(*columns).where(column.in_(bindparam("keys", expanding=True))).order_by(columns.id)


def _group(agency_id: int, household_ids: Collection[int], ties: list[Tie]) -> dict[int, Cluster]:
    """Put households that share a journey into one cluster."""
    clusters = {household_id: Cluster(agency_id) for household_id in household_ids}
    holder: dict[int, Cluster] = {}
    for tie in ties:
        mine = clusters.setdefault(tie.household_id, Cluster(agency_id))
        other = holder.setdefault(tie.journey_id, mine)
        if other is not mine:
            for key, cluster in clusters.items():
                if cluster is mine:
                    clusters[key] = other
            holder = {journey: other if held is mine else held for journey, held in holder.items()}
            other.ties.extend(mine.ties)
            mine = other
        mine.ties.append(tie)
    for cluster in {id(each): each for each in clusters.values()}.values():
        cluster.ties.sort(key=lambda tie: tie.id)
    return clusters
