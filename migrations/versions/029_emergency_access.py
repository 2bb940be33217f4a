"""Emergency access: the administrator sees one household for a while, when a manager has agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "029"
down_revision = "028"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),  # a code of the list 'emergency_reasons'
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("settled_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("agreed", sa.Boolean, nullable=True),
        sa.Column("until", Moment, nullable=True),
        sa.Column("ended_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
    )
    for column in ("agency_id", "household_id"):
        op.create_index(f"ix_emergency_access_{column}", "emergency_access", [column])
