"""Priorities of the sufficiency strategy, with their reviews; all that each ever said stays on record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment
from migrations.append_only import protect

revision = "096"
down_revision = "095"


def upgrade() -> None:
    op.create_table(
        "priority",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False, index=True),
    )
    op.create_table(
        "priority_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("priority_id", sa.Integer, sa.ForeignKey("priority.id"), nullable=False, index=True),
        sa.Column("what", sa.String(10), nullable=False),  # set, change, review, withdraw, again
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("owner_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),  # of the council's list
        sa.Column("target_id", sa.Integer, sa.ForeignKey("target.id"), nullable=True),
        sa.Column("figure", sa.String(60), nullable=True),  # or a figure of the report without a target
        sa.Column("population", sa.String(20), nullable=True),
        sa.Column("reviewed_on", sa.Date, nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
    )
    for table in ("priority", "priority_entry"):
        protect(table)
