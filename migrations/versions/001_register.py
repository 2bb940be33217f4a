"""Hubs, agencies and their dated settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "hub",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(40), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(40), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("prefix", sa.String(6), nullable=False, unique=True),
        sa.Column("hub_id", sa.Integer, sa.ForeignKey("hub.id"), nullable=True, index=True),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    op.create_index("setting_by_name", "setting", ["name", "agency_id", "valid_from"])
