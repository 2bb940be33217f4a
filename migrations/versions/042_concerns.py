"""Allegations, complaints and standards of care, with what was done about each: a register for few eyes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "042"
down_revision = "041"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "concern",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("account", sa.Text, nullable=True),
        sa.Column("closure_id", BigId, sa.ForeignKey("unavailability.id"), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("closed_on", sa.Date, nullable=True),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("closed_at", Moment, nullable=True),
        sa.Column("closed_by", sa.Integer, nullable=True),
    )
    op.create_index("concern_by_agency", "concern", ["agency_id", "received_on"])
    op.create_index("concern_by_household", "concern", ["household_id"])
    op.create_index("concern_by_closure", "concern", ["closure_id"])
    op.create_table(
        "concern_step",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("concern_id", BigId, sa.ForeignKey("concern.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("note", sa.Text, nullable=True),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    op.create_index("concern_step_by_concern", "concern_step", ["concern_id"])
