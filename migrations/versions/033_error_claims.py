"""What is said to have been recorded in error, for a second person to agree to: a notice of resignation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "033"
down_revision = "032"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "error_claim",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("settled_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("agreed", sa.Boolean, nullable=True),
    )
    for column in ("agency_id", "household_id", "event_id"):
        op.create_index(f"ix_error_claim_{column}", "error_claim", [column])
