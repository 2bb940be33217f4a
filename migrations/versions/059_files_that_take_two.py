"""Files of many households, which a second person agrees to before they leave (T19)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "059"
down_revision = "058"


def upgrade() -> None:
    op.create_table(
        "export_request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("address", sa.String(2000), nullable=False),  # of the list, with its filters
        sa.Column("answers", Json, nullable=False),  # what its form said: the reason, and what the file is to hold
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("settled_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("agreed", sa.Boolean, nullable=True),
    )
    for column in ("agency_id", "asked_by"):
        op.create_index(f"ix_export_request_{column}", "export_request", [column])
