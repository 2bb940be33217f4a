"""Targets: a number for a figure of the report in a period; what each was at any time stays on record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment
from migrations.append_only import protect

revision = "094"
down_revision = "093"


def upgrade() -> None:
    op.create_table(
        "target",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False, index=True),
        sa.Column("figure", sa.String(60), nullable=False),  # of the quarterly report: 'places.net'
        sa.Column("population", sa.String(20), nullable=False),
    )
    op.create_table(
        "target_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("note", sa.String(200), nullable=True),  # where it was agreed, or why it was changed
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
    )
    for table in ("target", "target_entry"):
        protect(table)
