"""Days of leave that a council has given those of its own staff who foster, or apply to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "113"
down_revision = "112"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "leave_taken",
        sa.Column("id", ID, primary_key=True),
        sa.Column("agency_id", sa.Integer(), sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", ID, sa.ForeignKey("household.id"), nullable=False, index=True),
        sa.Column("carer_id", ID, sa.ForeignKey("carer.id"), nullable=False, index=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("half_days", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("struck_at", Moment, nullable=True),
        sa.Column("struck_by", sa.Integer(), nullable=True),
    )
