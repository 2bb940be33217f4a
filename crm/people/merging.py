"""Which households are one. Their rows stay where they are, and are read together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people.merge_tables import HouseholdMerge, MergeProposal, ToldApart
from crm.people.tables import Household

CHUNK = 500


def together(household_id: int) -> tuple[int, ...]:
    """A household and those that were merged into it, however far: what is recorded of any is recorded of it."""
    return (household_id, *db.session.scalars(select(Household.id).where(Household.merged_into_id == household_id)))


def kept(household_ids: Collection[int]) -> dict[int, int]:
    """The household that stands for each of these: itself, or the one into which it was merged."""
    found: dict[int, int] = {}
    wanted = sorted(set(household_ids))
    for start in range(0, len(wanted), CHUNK):
        chosen = Household.id.in_(wanted[start : start + CHUNK])
        rows = db.session.execute(select(Household.id, stands_for()).where(chosen))
        found |= {row[0]: row[1] for row in rows}
    return found


def stands_for() -> ColumnElement[int]:
    """The same for a query: the number of the household that stands for a row of `household`."""
    return func.coalesce(Household.merged_into_id, Household.id)


def join(kept_id: int, merged_id: int) -> None:
    """Let one household, and all that were merged into it, stand behind another."""
    whole = or_(Household.id == merged_id, Household.merged_into_id == merged_id)
    db.session.execute(update(Household).where(whole).values(merged_into_id=kept_id))


def part(merge: HouseholdMerge) -> None:
    """Let the household of a merge stand for itself again, with those that were merged into it."""
    theirs = behind(merge.merged_id)
    db.session.execute(update(Household).where(Household.id == merge.merged_id).values(merged_into_id=None))
    db.session.execute(update(Household).where(Household.id.in_(theirs)).values(merged_into_id=merge.merged_id))


def behind(household_id: int) -> set[int]:
    """The households that were merged into this one, or into one that was."""
    found: set[int] = set()
    fresh = {household_id}
    while fresh:
        standing = HouseholdMerge.kept_id.in_(fresh), HouseholdMerge.undone_at.is_(None)
        fresh = set(db.session.scalars(select(HouseholdMerge.merged_id).where(*standing))) - found
        found |= fresh
    return found


def numbered(household_id: int) -> Household:
    """The household with this number, which a row of ours holds: also one that was merged."""
    return db.session.get_one(Household, household_id)


def standing(household_id: int) -> Household:
    """The household that stands for the one with this number, which a row of ours holds."""
    return numbered(kept([household_id]).get(household_id, household_id))


def add(made: HouseholdMerge) -> None:
    """Put a merge on record, with its number."""
    db.session.add(made)
    db.session.flush()


def merge(merge_id: int, agency_ids: Collection[int]) -> HouseholdMerge:
    """A merge of these agencies, locked, or NotFound."""
    found = held(HouseholdMerge, merge_id)
    if found is None or found.agency_id not in agency_ids:
        raise NotFound("There is no such merge")
    return found


def merges_of(household_id: int) -> list[HouseholdMerge]:
    """Every merge into a household, or into one that stands behind it, undone or not; the latest first."""
    ids = together(household_id)
    chosen = select(HouseholdMerge).where(HouseholdMerge.kept_id.in_(ids))
    return list(db.session.scalars(chosen.order_by(HouseholdMerge.id.desc())))


def went_again(household_id: int) -> set[int]:
    """The rows of carers who came with a merge and went with its undoing: they have their own household again."""
    undone = [each for each in merges_of(household_id) if each.undone_at is not None]
    return {
        row for each in undone for row in each.brought.get("went", [made for made, _ in each.brought["carers"]])
    }


def standing_merge(merged_id: int) -> HouseholdMerge | None:
    """The merge that a household stands behind; nothing, where it stands itself."""
    standing = HouseholdMerge.merged_id == merged_id, HouseholdMerge.undone_at.is_(None)
    return db.session.scalar(select(HouseholdMerge).where(*standing))


def proposal(proposal_id: int, agency_ids: Collection[int]) -> MergeProposal:
    """A proposal of these agencies, locked, or NotFound."""
    found = held(MergeProposal, proposal_id)
    if found is None or found.agency_id not in agency_ids:
        raise NotFound("There is no such proposal")
    return found


def open_proposals(household_ids: Collection[int]) -> list[MergeProposal]:
    """Proposals about any of these households that nobody has decided."""
    about = or_(MergeProposal.kept_id.in_(household_ids), MergeProposal.merged_id.in_(household_ids))
    chosen = select(MergeProposal).where(about, MergeProposal.decided_at.is_(None))
    return list(db.session.scalars(chosen.order_by(MergeProposal.id)))


def told_apart(one_id: int, other_id: int) -> ToldApart | None:
    """That somebody said of two households that they are two, if that stands."""
    low, high = sorted((one_id, other_id))
    said = ToldApart.one_id == low, ToldApart.other_id == high, ToldApart.taken_back_at.is_(None)
    return db.session.scalar(select(ToldApart).where(*said).limit(1))


def tell_apart(agency_id: int, one_id: int, other_id: int, *, at: datetime, by: int | None) -> None:
    """Put on record that two households are two."""
    low, high = sorted((one_id, other_id))
    db.session.add(ToldApart(agency_id=agency_id, one_id=low, other_id=high, said_at=at, said_by=by))
    db.session.flush()
