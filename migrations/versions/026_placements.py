"""Which approved places are used and which cannot be; and the terms in force, so that a home is found by them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "026"
down_revision = "025"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# `crm init` works out the terms of those that are approved from their events.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT household_id FROM household_now WHERE stage IN ('approved', 'notice')
AND household_id NOT IN (SELECT household_id FROM to_fold)
"""


def upgrade() -> None:
    op.create_table(
        "placement",
        *_whose(),
        sa.Column("child", sa.String(40), nullable=False),  # a reference, never a name
        sa.Column("offer", sa.String(40), nullable=True),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date, nullable=True),
        sa.Column("ended_how", sa.String(40), nullable=True),
        sa.Column("follows_id", BigId, sa.ForeignKey("placement.id"), nullable=True),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("import_batch.id"), nullable=True),
        *_since_when(),
    )
    op.create_index("placement_by_child", "placement", ["agency_id", "child"])
    op.create_index("placement_by_batch", "placement", ["batch_id"])
    op.create_table(
        "unavailability",
        *_whose(),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date, nullable=True),
        sa.Column("follows_id", BigId, sa.ForeignKey("unavailability.id"), nullable=True),
        *_since_when(),
    )
    for table in ("placement", "unavailability"):
        op.create_index(f"{table}_by_household", table, ["household_id", "from_on"])
        op.create_index(f"{table}_by_follows", table, ["follows_id"])
        op.create_index(f"{table}_by_day", table, ["agency_id", "to_on", "from_on"])
    _terms()


def _whose() -> tuple[sa.Column[int], ...]:
    return (
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
    )


def _since_when() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
        sa.Column("removed_at", Moment, nullable=True),
        sa.Column("removed_by", sa.Integer, nullable=True),
        sa.Column("removed_because", sa.String(40), nullable=True),
    )


def _terms() -> None:
    op.add_column("household_now", sa.Column("age_from", sa.Integer, nullable=True))
    op.add_column("household_now", sa.Column("age_to", sa.Integer, nullable=True))
    op.add_column("household_now", sa.Column("offers", sa.String(1000), nullable=False, server_default=""))
    op.add_column("household_now", sa.Column("named", sa.Integer, nullable=False, server_default="0"))
    op.execute(TO_FOLD)
