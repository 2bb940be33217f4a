"""What was merged into a household, and parted from it again: for its own pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crm.people import merging
from crm.people.merge_tables import HouseholdMerge
from crm.reads.histories import Identity
from crm.reads.names import names_of


@dataclass(frozen=True, slots=True)
class MergeSeen:
    """A merge into a household: of which reference, when, by whom and why; and the same of its undoing."""

    id: int
    reference: str
    name: str | None
    at: datetime
    by: str
    because: str
    journeys: int
    filled: tuple[str, ...]
    kept_id: int
    undone_at: datetime | None
    undone_by: str | None
    undone_because: str | None


def merges(identity: Identity) -> tuple[MergeSeen, ...]:
    """Every merge into a household, the latest first; the look is the caller's to put on record."""
    found = merging.merges_of(identity.id)
    names = names_of(each for merge in found for each in (merge.merged_by, merge.undone_by))
    return tuple(merge_seen(merge, names) for merge in found)


def merge_seen(merge: HouseholdMerge, names: Mapping[int | None, str]) -> MergeSeen:
    """A merge in words; `names` are those of everybody who may have made or undone it."""
    gone = merging.numbered(merge.merged_id)
    return MergeSeen(
        id=merge.id,
        reference=gone.reference,
        name=gone.name,
        at=merge.merged_at,
        by=names[merge.merged_by],
        because=merge.because,
        journeys=len(merge.brought["journeys"]),
        filled=tuple(merge.brought["filled"]),
        kept_id=merge.kept_id,
        undone_at=merge.undone_at,
        undone_by=names[merge.undone_by] if merge.undone_at else None,
        undone_because=merge.undone_because,
    )
