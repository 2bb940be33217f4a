"""Everything that one turn at the ledgers writes, in the order that foreign keys need, table by table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crm import bulk
from crm.journey.beds import Book
from crm.journey.routes import Rulebook
from crm.ledger import held, held_clocks, now, posting
from crm.ledger.cluster import Cluster
from crm.ledger.keys import Ids
from crm.ledger.tables import BedEntry, EventRecord, JourneyRecord, StageEntry, TieRecord


class Pending:
    """What waits to be written, and since when each touched cluster's postings are out of date."""

    def __init__(self, agency_id: int, rulebook: Rulebook) -> None:
        self.agency_id = agency_id
        self.rulebook = rulebook
        self.journeys: list[dict[str, Any]] = []
        self.ties: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self._touched: dict[int, tuple[Cluster, datetime]] = {}

    def note(self, cluster: Cluster, moment: datetime) -> None:
        """Something became known of a cluster at this moment: its postings from then on are to be redone."""
        since = self._touched.get(id(cluster), (cluster, moment))[1]
        self._touched[id(cluster)] = (cluster, min(since, moment))

    def write(self) -> None:
        """Store all of it, and forget it."""
        bulk.store(JourneyRecord, self.journeys)
        bulk.store(TieRecord, self.ties)
        bulk.store(EventRecord, self.events)
        self._post()
        self._keep_now()
        self.journeys, self.ties, self.events, self._touched = [], [], [], {}

    def _post(self) -> None:
        entries: dict[type[StageEntry] | type[BedEntry], list[dict[str, Any]]] = {StageEntry: [], BedEntry: []}
        ids = {table: Ids(table.__tablename__, max(1, len(self.events) // 2)) for table in entries}
        for cluster, since in self._touched.values():
            for owing in posting.owed(cluster, self.rulebook, since):
                table = StageEntry if owing.entry.book == Book.STAGE else BedEntry
                entries[table].append(posting.as_values(owing, self.agency_id, ids[table].take()))
        for table, values in entries.items():
            bulk.store(table, values)

    def _keep_now(self) -> None:
        rows: list[dict[str, Any]] = []
        ways: list[dict[str, Any]] = []
        gone: list[int] = []
        had: list[dict[str, Any]] = []
        ticking: list[dict[str, Any]] = []
        for cluster, _since in self._touched.values():
            for household_id in sorted(cluster.households()):
                household = cluster.fold(household_id, self.rulebook)
                row = now.now_of(self.agency_id, household_id, household, self.rulebook)
                had += held.rows_of(self.agency_id, household_id, household)
                ticking += held_clocks.rows_of(self.agency_id, household_id, household, self.rulebook)
                if row is None:
                    gone.append(household_id)
                else:
                    rows.append(row)
                    ways += now.under_way_of(self.agency_id, household_id, household, self.rulebook)
        now.keep(rows, ways, gone)
        touched = [row["household_id"] for row in rows] + gone
        held.keep(touched, had)
        held_clocks.keep(touched, ticking)
