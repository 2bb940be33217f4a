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

from crm.journey import beds
from crm.journey.beds import Book, Entries, Entry
from crm.journey.events import EnquiryReceived
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


def owed(cluster: Cluster, rulebook: Rulebook, since: datetime, *, fold_always: bool = False) -> Iterator[Owed]:
    """The entries to post so that, from `since` on, the ledgers say what was known at every moment.

    Plain news is posted without folding the history again, save with `fold_always`: so the proof takes no shortcut.
    """
    posted = sorted(cluster.posted, key=lambda each: each.recorded_at)
    alone = {} if fold_always else _alone(cluster)
    counted: Entries = Counter()
    index = 0
    # Whether what is counted is what was due until the moment at hand.
    settled = not posted and not any(row.recorded_at < since for row in cluster.rows)
    for moment in (moments := _moments(cluster, rulebook, since)):
        while index < len(posted) and posted[index].recorded_at <= moment:
            counted[posted[index].entry] += posted[index].quantity
            index, settled = index + 1, False
        news = [row.id for row in cluster.rows if row.recorded_at == moment]
        tied = cluster.tied(moment)
        if settled and news and moment not in rulebook.rules.changed_at and all(row_id in alone for row_id in news):
            changes = [(alone[row_id], 1) for row_id in news]
        else:
            at = None if moment == moments[-1] else moment  # the last is now, which the cluster remembers
            changes = list(_difference(_due(cluster, rulebook, at, tied), counted))
        for entry, quantity in changes:
            yield Owed(entry, quantity, moment, tied[entry.journey_id], max(news, default=None))
            counted[entry] += quantity
        settled = True


def _alone(cluster: Cluster) -> dict[int, Entry]:
    """What rows count for whatever else is known: then the history need not be folded to post them.

    None do in a cluster where anything was corrected, or tied anew.
    """
    since = {tie.journey_id: tie.recorded_at for tie in cluster.ties}
    if len(since) < len(cluster.ties) or any(
        row.corrects_id is not None or row.journey_id not in since or since[row.journey_id] > row.recorded_at
        for row in cluster.rows
    ):
        return {}
    only = sum(isinstance(row.event, EnquiryReceived) for row in cluster.rows) == 1
    found = {row.id: beds.alone(row, only_enquiry=only) for row in cluster.rows}
    return {row_id: entry for row_id, entry in found.items() if entry is not None}


def _moments(cluster: Cluster, rulebook: Rulebook, since: datetime) -> list[datetime]:
    """Each moment from `since` on at which something became known, or a rule was changed, in order."""
    moments = {row.recorded_at for row in cluster.rows} | {tie.recorded_at for tie in cluster.ties}
    moments |= {moment for moment in rulebook.rules.changed_at if any(known < moment for known in moments)}
    return sorted(moment for moment in moments if moment >= since)


def _due(cluster: Cluster, rulebook: Rulebook, at: datetime | None, tied: dict[int, int]) -> Entries:
    due: Entries = Counter()
    for household_id in sorted(set(tied.values())):
        due.update(beds.entries(cluster.fold(household_id, rulebook, at)))
    return due


def _difference(due: Entries, counted: Entries) -> Iterator[tuple[Entry, int]]:
    """What to add so that `counted` becomes `due`: reversals first, in a settled order."""
    keys = [*(key for key in counted if key not in due), *due]
    changes = [(key, due.get(key, 0) - counted.get(key, 0)) for key in keys]
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
