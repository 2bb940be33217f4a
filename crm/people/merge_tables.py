"""Which households are one: what was merged into what, what is proposed, and which pairs somebody has told apart.

Nothing of a household is moved when it is merged: its rows stay its own, and are read with those of the household
that is kept (`merging.together`), so that a merge can be undone exactly.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment

BigId = BigInteger().with_variant(Integer, "sqlite")


class HouseholdMerge(Base):
    """One household was merged into another, and perhaps parted from it again.

    `brought` says what the merge did, for whoever undoes it, in numbers and names of fields only: the `journeys`
    that were tied anew, `carers` (pairs: the new row and the one that it was made of), the fields `filled`.
    """

    __tablename__ = "household_merge"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kept_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    merged_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    because: Mapped[str] = mapped_column(String(40))
    brought: Mapped[dict[str, Any]] = mapped_column(Json)
    merged_at: Mapped[datetime] = mapped_column(Moment)
    merged_by: Mapped[int | None]
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[int | None]
    undone_because: Mapped[str | None] = mapped_column(String(40))


class MergeProposal(Base):
    """Somebody who may not merge says that two households are one; a manager decides.

    `people` says of each carer of the one to be merged which carer of the kept one it is, 0 for another person. The
    versions are those that were seen: what was changed since is looked at again before it is accepted.
    """

    __tablename__ = "merge_proposal"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kept_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    merged_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    people: Mapped[dict[str, int]] = mapped_column(Json)
    because: Mapped[str] = mapped_column(String(40))
    kept_version: Mapped[int]
    merged_version: Mapped[int]
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    proposed_by: Mapped[int | None]
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(String(10))


class ToldApart(Base):
    """Somebody says that two households that look alike are two: the queue of likely duplicates leaves them out."""

    __tablename__ = "told_apart"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    one_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))  # the lower of the two numbers
    other_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    said_at: Mapped[datetime] = mapped_column(Moment)
    said_by: Mapped[int | None]
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_by: Mapped[int | None]
