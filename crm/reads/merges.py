"""What was merged into a household, and parted from it again: for its own pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from crm.extensions import db
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


@dataclass(frozen=True, slots=True)
class Joined:
    """A merge (or, `parted`, its undoing) by which figures changed: of which record, into which, by whom."""

    kept: str
    merged: str
    parted: bool
    by: str


def at_moments(moments: Iterable[datetime]) -> dict[tuple[int, datetime], Joined]:
    """The merges and undoings recorded at these moments, by agency and moment: so a changed figure is explained."""
    wanted = sorted(set(moments))
    if not wanted:
        return {}
    asked = or_(HouseholdMerge.merged_at.in_(wanted), HouseholdMerge.undone_at.in_(wanted))
    found = db.session.scalars(select(HouseholdMerge).where(asked)).all()
    names = names_of(each for merge in found for each in (merge.merged_by, merge.undone_by))
    joins = {}
    for merge in found:
        kept, gone = (merging.numbered(each).reference for each in (merge.kept_id, merge.merged_id))
        joins[merge.agency_id, merge.merged_at] = Joined(kept, gone, False, names[merge.merged_by])
        if merge.undone_at is not None:
            joins[merge.agency_id, merge.undone_at] = Joined(kept, gone, True, names[merge.undone_by])
    return joins
