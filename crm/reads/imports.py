"""Files that were loaded: the list of batches, and one batch with what was recorded on its rows since."""

from __future__ import annotations

from dataclasses import dataclass

from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.events import Event
from crm.ledger import batches
from crm.ledger.batches import Batch
from crm.people import placements
from crm.reads.names import names_of

MOST_TOUCHED = 100


@dataclass(frozen=True, slots=True)
class BatchSeen:
    """A batch, who loaded it and took it back, and how many placements it brought."""

    batch: Batch
    loaded_by: str
    undone_by: str
    placements: int

    @property
    def brought(self) -> int:
        """How many of its rows brought something."""
        return self.batch.brought + self.placements


@dataclass(frozen=True, slots=True)
class Touched:
    """A row of a batch on whose journey something was recorded since."""

    row: int
    reference: str | None
    events: tuple[Event, ...]


def listing(by: Actor) -> list[BatchSeen]:
    """Every batch of the asker's agencies, the newest first."""
    return _seen(batches.listed(by.agency_ids))


def batch(number: int, by: Actor) -> BatchSeen:
    """One batch; NotFound where it is not of the asker's agencies."""
    found = _seen(batches.listed(by.agency_ids, number))
    if not found:
        raise NotFound("There is no such batch")
    return found[0]


def touched(number: int, by: Actor) -> list[Touched]:
    """The rows of a batch on which something was recorded after it, by hand or by a later file."""
    batch(number, by)
    later = batches.touched_since(number)
    return [
        Touched(row.number, row.reference, tuple(later[row.journey_id]))
        for row in sorted(batches.rows_of(number), key=lambda row: row.number)
        if row.journey_id in later
    ]


def _seen(found: list[Batch]) -> list[BatchSeen]:
    names = names_of(user for each in found for user in (each.loaded_by, each.undone_by))
    stays = placements.brought_by([each.id for each in found])
    return [BatchSeen(each, names[each.loaded_by], names[each.undone_by], stays.get(each.id, 0)) for each in found]
