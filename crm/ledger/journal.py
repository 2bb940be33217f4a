"""Append to the events and post what they count for, in one transaction: the only way into the ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm import clock
from crm.errors import Refused
from crm.journey import agreed
from crm.journey.events import Event, to_data
from crm.journey.history import Row
from crm.journey.household import Household
from crm.journey.problems import problems
from crm.journey.ranges import Route
from crm.journey.routes import Rulebook
from crm.ledger import storing
from crm.ledger.cluster import Cluster, Tie, load
from crm.ledger.keys import Ids, lock


@dataclass(frozen=True, slots=True)
class News:
    """One event to append. `recorded_at` is now, save in a history load, which states it with its batch."""

    journey_id: int
    event: Event
    corrects_id: int | None = None
    reason: str | None = None
    recorded_at: datetime | None = None
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewJourney:
    """A journey to begin for a household."""

    household_id: int
    route: Route
    reference: str | None = None
    recorded_at: datetime | None = None


class Impossible(Refused):
    """The news would make the history impossible; `news` is the place of the one to look at, if it is one."""

    def __init__(self, message: str, news: int | None, *, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.news = news


class Writing:
    """One turn at an agency's ledgers: households loaded, news judged, and everything written by `write()`.

    Made for one command or for a file of 50,000 rows alike. A refusal leaves the turn as it was, so that an
    import can go on with its next row. `moment` is the turn's, for a load of several turns that is one moment's;
    `block` is how many ids to take at a time.
    """

    def __init__(
        self,
        agency_id: int,
        rulebook: Rulebook,
        *,
        by: int | None,
        block: int = 1,
        moment: datetime | None = None,
    ) -> None:
        lock(agency_id)
        self.agency_id = agency_id
        self.rulebook = rulebook
        self.by = by
        self.moment = moment or clock.now()
        self.clusters: dict[int, Cluster] = {}
        self._ids = {table: Ids(table, block) for table in ("journey", "journey_tie", "event")}
        self._pending = storing.Pending(agency_id, rulebook)

    def load(self, household_ids: Iterable[int]) -> None:
        """Bring households into the turn; each is loaded once."""
        missing = [each for each in household_ids if each not in self.clusters]
        if missing:
            self.clusters.update(load(self.agency_id, missing))

    def know_new(self, household_ids: Iterable[int]) -> None:
        """Bring households into the turn that have just been made, and so have no history to load."""
        for household_id in household_ids:
            self.clusters[household_id] = Cluster(self.agency_id)

    def household(self, household_id: int) -> Household:
        """The household as it stands in this turn."""
        return self.clusters[household_id].fold(household_id, self.rulebook)

    def number_a_journey(self) -> int:
        """An id for a journey that is begun later, so that it stands before those begun until then."""
        return self._ids["journey"].take()

    def begin(self, journey: NewJourney, journey_id: int | None = None) -> int:
        """Begin a journey for a household; its id, which may have been given out before."""
        journey_id = journey_id or self.number_a_journey()
        cluster = self.clusters[journey.household_id]
        cluster.routes[journey_id] = journey.route
        self._pending.journeys.append(
            {
                "id": journey_id,
                "agency_id": self.agency_id,
                "route": journey.route,
                "reference": journey.reference,
                "created_at": self.moment,
            }
        )
        self._tie(cluster, journey_id, journey.household_id, journey.recorded_at or self.moment, "begun")
        return journey_id

    def tie(self, journey_ids: Iterable[int], household_id: int, reason: str) -> None:
        """Tie journeys to another household from now on: a merge, a split, or the undoing of one (B-18).

        Impossible, if that is what the history of it, or of one that gave a journey up, becomes; then the turn must
        not be written.
        """
        concerned = {household_id}
        for journey_id in journey_ids:
            held = next(each for each in self.clusters.values() if journey_id in each.routes)
            joined = self.clusters[household_id]
            if joined is not held:
                held.take_in(joined)
                self.clusters = {key: held if each is joined else each for key, each in self.clusters.items()}
            concerned.add(held.tied()[journey_id])
            self._tie(held, journey_id, household_id, self.moment, reason)
            self._pending.note(held, self.moment)
        for each in sorted(concerned):
            self._judge(self.clusters[each], each)

    def journeys(self, household_id: int) -> list[int]:
        """The journeys that a household holds in this turn, by number."""
        tied = self.clusters[household_id].tied()
        return sorted(journey_id for journey_id, held_by in tied.items() if held_by == household_id)

    def count_anew(self) -> None:
        """Post what every household of the turn counts for by rules that were changed at its moment."""
        for cluster in self.clusters.values():
            self._pending.note(cluster, self.moment)

    def append(self, household_id: int, news: Sequence[News]) -> list[int]:
        """Append events to a household's journeys; their ids. Impossible if that is what its history becomes."""
        cluster = self.clusters[household_id]
        rows = [self._as_row(cluster, each) for each in news]
        concerned = agreed.concerned(cluster.rows, rows)
        before = cluster.fold(household_id, self.rulebook) if concerned else None
        cluster.add(rows)
        try:
            household = self._judge(cluster, household_id, rows)
            if before is not None and (no := agreed.made_up(before, household)):
                raise Impossible(no, None, field="happened_on")
        except Refused:
            cluster.drop(len(rows))
            raise
        for row, each in zip(rows, news, strict=True):
            self._pending.note(cluster, row.recorded_at)
            self._pending.events.append(self._as_values(cluster, household_id, row, each))
        return [row.id for row in rows]

    def write(self) -> None:
        """Store everything: journeys, ties, events, what the ledgers owe, and where each household is now."""
        self._pending.write()

    def _tie(self, cluster: Cluster, journey_id: int, household_id: int, at: datetime, reason: str) -> None:
        tie = Tie(self._ids["journey_tie"].take(), journey_id, household_id, at)
        cluster.tie(tie)
        self._pending.ties.append(
            {
                "id": tie.id,
                "journey_id": journey_id,
                "household_id": household_id,
                "recorded_at": at,
                "recorded_by": self.by,
                "reason": reason,
            }
        )

    def _judge(self, cluster: Cluster, household_id: int, news: Sequence[Row] = ()) -> Household:
        household = cluster.fold(household_id, self.rulebook)
        for problem in problems(household, self.rulebook.rules):
            at = next((place for place, row in enumerate(news) if row.id == problem.event_id), None)
            raise Impossible(problem.message, at, field=problem.field)
        return household

    def _as_row(self, cluster: Cluster, news: News) -> Row:
        route = cluster.routes[news.journey_id]
        recorded_at = news.recorded_at or self.moment
        return Row(self._ids["event"].take(), news.journey_id, route, news.event, recorded_at, news.corrects_id)

    def _as_values(self, cluster: Cluster, household_id: int, row: Row, news: News) -> dict[str, Any]:
        seq = cluster.seqs.get(row.journey_id, 0) + 1
        cluster.seqs[row.journey_id] = seq
        return {
            "id": row.id,
            "agency_id": self.agency_id,
            "household_id": household_id,
            "journey_id": row.journey_id,
            "route": row.route,
            "seq": seq,
            "kind": row.event.kind,
            "data": to_data(row.event),
            "happened_on": row.event.happened_on,
            "recorded_at": row.recorded_at,
            "stored_at": self.moment,
            "recorded_by": self.by,
            "corrects_id": row.corrects_id,
            "reason": news.reason,
            "batch_id": news.batch_id,
        }
