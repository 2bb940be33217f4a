"""Households that are one: merges, proposals of them, and pairs that were told apart. Carers can be removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "016"
down_revision = "015"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

OF_THEIR_CARER = """
UPDATE former_value SET carer_id = (
    SELECT carer.id FROM carer
    WHERE carer.household_id = former_value.household_id AND former_value.subject = 'carer ' || carer.position
) WHERE subject <> 'address'
"""


def upgrade() -> None:
    _households()
    _carers()
    _merges()
    _proposals()
    _apart()


def _households() -> None:
    # The household that stands for this one: where a chain of merges ends. None for one that stands itself.
    column = sa.Column("merged_into_id", BigId, sa.ForeignKey("household.id"), nullable=True)
    op.add_column("household", column, inline_references=True)
    merged = sa.text("merged_into_id IS NOT NULL")
    op.create_index(
        "household_by_merge", "household", ["merged_into_id"], sqlite_where=merged, postgresql_where=merged
    )


def _carers() -> None:
    """A removed carer leaves the place to another and can come back; a former value is of a person, not a place."""
    with op.batch_alter_table("carer") as carer:
        carer.add_column(sa.Column("removed_at", Moment, nullable=True))
        carer.add_column(sa.Column("removed_by", sa.Integer, nullable=True))
        carer.add_column(sa.Column("came_back_at", Moment, nullable=True))
        carer.drop_constraint("carer_position_once", type_="unique")
    there = sa.text("removed_at IS NULL")
    op.create_index(
        "carer_position_once",
        "carer",
        ["household_id", "position"],
        unique=True,
        sqlite_where=there,
        postgresql_where=there,
    )
    op.create_index("carer_by_household", "carer", ["household_id", "id"])
    column = sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=True)
    op.add_column("former_value", column, inline_references=True)
    op.execute(OF_THEIR_CARER)
    op.create_index("former_value_by_carer", "former_value", ["carer_id"])


def _merges() -> None:
    op.create_table(
        "household_merge",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("kept_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("merged_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("because", sa.String(40), nullable=False),
        sa.Column("brought", Json, nullable=False),  # numbers of rows and names of fields, never a value
        sa.Column("merged_at", Moment, nullable=False),
        sa.Column("merged_by", sa.Integer, nullable=True),
        sa.Column("undone_at", Moment, nullable=True),
        sa.Column("undone_by", sa.Integer, nullable=True),
        sa.Column("undone_because", sa.String(40), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name="household_merge_two"),
    )
    op.create_index("household_merge_by_kept", "household_merge", ["kept_id"])
    op.create_index("household_merge_by_agency", "household_merge", ["agency_id", "merged_at"])
    op.create_index("household_merge_by_merged", "household_merge", ["merged_id"])
    stands = sa.text("undone_at IS NULL")
    op.create_index(
        "household_merge_once",
        "household_merge",
        ["merged_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def _proposals() -> None:
    op.create_table(
        "merge_proposal",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("kept_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("merged_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("people", Json, nullable=False),
        sa.Column("because", sa.String(40), nullable=False),
        sa.Column("kept_version", sa.Integer, nullable=False),
        sa.Column("merged_version", sa.Integer, nullable=False),
        sa.Column("proposed_at", Moment, nullable=False),
        sa.Column("proposed_by", sa.Integer, nullable=True),
        sa.Column("decided_at", Moment, nullable=True),
        sa.Column("decided_by", sa.Integer, nullable=True),
        sa.Column("outcome", sa.String(10), nullable=True),
        sa.CheckConstraint("outcome IN ('accepted', 'declined', 'withdrawn')", name="merge_proposal_outcome"),
    )
    op.create_index("merge_proposal_by_agency", "merge_proposal", ["agency_id", "decided_at"])
    op.create_index("merge_proposal_by_kept", "merge_proposal", ["kept_id"])
    op.create_index("merge_proposal_by_merged", "merge_proposal", ["merged_id"])


def _apart() -> None:
    op.create_table(
        "told_apart",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("one_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("other_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("said_at", Moment, nullable=False),
        sa.Column("said_by", sa.Integer, nullable=True),
        sa.Column("taken_back_at", Moment, nullable=True),
        sa.Column("taken_back_by", sa.Integer, nullable=True),
        sa.CheckConstraint("one_id < other_id", name="told_apart_in_order"),
    )
    op.create_index("told_apart_by_agency", "told_apart", ["agency_id"])
    op.create_index("told_apart_by_one", "told_apart", ["one_id", "other_id"])
    op.create_index("told_apart_by_other", "told_apart", ["other_id"])
