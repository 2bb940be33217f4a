"""Preparation courses of applicants, and whether they attended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "068"
down_revision = "067"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "preparation",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("place", sa.String(100), nullable=True),
        sa.Column("attended", sa.String(10), nullable=True),
        sa.Column("check_entry_id", BigId, nullable=True),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("settled_by", sa.Integer, nullable=True),
        sa.Column("removed_at", Moment, nullable=True),
        sa.Column("removed_by", sa.Integer, nullable=True),
        sa.Column("removed_because", sa.String(40), nullable=True),
    )
    for name in ("agency", "household", "journey", "carer"):
        op.create_index(f"preparation_by_{name}", "preparation", [f"{name}_id"])
