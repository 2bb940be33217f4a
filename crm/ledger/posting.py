"""What the ledgers owe: the difference between what history counts for, as it became known, and what is posted.

For each moment at which something became known, what was counted until then is compared with what the history
known at that moment counts for; the difference is posted as of that moment. News that changes nothing posts
nothing; a correction reverses with the other sign what it replaces; history loaded late lands where it was known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crm.journey.beds import Book, Entries, Entry, entries
from crm.journey.routes import Rulebook
from crm.ledger.cluster import Cluster


@dataclass(frozen=True, slots=True)
class Owed:
    """An entry to post: how much, as of which moment, for which household, because of which news."""

    entry: Entry
    quantity: int
    recorded_at: datetime
    household_id: int
    because_id: int | None


def owed(cluster: Cluster, rulebook: Rulebook, since: datetime) -> Iterator[Owed]:
    """The entries to post so that, from `since` on, the ledgers say what was known at every moment."""
    posted = sorted(cluster.posted, key=lambda each: each.recorded_at)
    counted: Entries = Counter()
    index = 0
    for moment in _moments(cluster, since):
        while index < len(posted) and posted[index].recorded_at <= moment:
            counted[posted[index].entry] += posted[index].quantity
            index += 1
        tied = cluster.tied(moment)
        due = _due(cluster, rulebook, moment, tied)
        news = max((row.id for row in cluster.rows if row.recorded_at == moment), default=None)
        for entry, quantity in _difference(due, counted):
            yield Owed(entry, quantity, moment, tied[entry.journey_id], news)
            counted[entry] += quantity


def _moments(cluster: Cluster, since: datetime) -> list[datetime]:
    """Each moment from `since` on at which something became known, in order."""
    moments = {row.recorded_at for row in cluster.rows} | {tie.recorded_at for tie in cluster.ties}
    return sorted(moment for moment in moments if moment >= since)


def _due(cluster: Cluster, rulebook: Rulebook, moment: datetime, tied: dict[int, int]) -> Entries:
    due: Entries = Counter()
    for household_id in sorted(set(tied.values())):
        due.update(entries(cluster.fold(household_id, rulebook, moment)))
    return due


def _difference(due: Entries, counted: Entries) -> Iterator[tuple[Entry, int]]:
    """What to add so that `counted` becomes `due`: reversals first, in a settled order."""
    keys = [*(key for key in counted if key not in due), *due]
    changes = [(key, due[key] - counted[key]) for key in keys]
    yield from sorted(((key, change) for key, change in changes if change), key=lambda each: each[1])


def as_values(owing: Owed, agency_id: int, entry_id: int) -> dict[str, object]:
    """The row to store in the ledger of the entry's book."""
    entry = owing.entry
    values: dict[str, object] = {
        "id": entry_id,
        "agency_id": agency_id,
        "household_id": owing.household_id,
        "journey_id": entry.journey_id,
        "event_id": entry.event_id,
        "because_id": owing.because_id,
        "route": entry.route,
        "population": entry.population,
        "quantity": owing.quantity,
        "effective_on": entry.effective_on,
        "recorded_at": owing.recorded_at,
    }
    if entry.book == Book.STAGE:
        return values | {"kind": entry.what}
    return values | {"book": entry.book, "cause": entry.what}
