"""What one of two carers signs of stopping: their own notice, which ends the household's only with the other's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "076"
down_revision = "075"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "carer_notice",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=False),
        sa.Column("both", sa.Boolean, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("destination", sa.String(40), nullable=True),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.Column("signed_at", Moment, nullable=False),
        sa.Column("signed_by", sa.Integer, nullable=True),
        sa.Column("task_id", BigId, sa.ForeignKey("task.id"), nullable=True),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=True),
        sa.Column("stays_at", Moment, nullable=True),
        sa.Column("stays_by", sa.Integer, nullable=True),
        sa.Column("doubted_at", Moment, nullable=True),
        sa.Column("doubted_by", sa.Integer, nullable=True),
        sa.Column("void_at", Moment, nullable=True),
        sa.Column("void_by", sa.Integer, nullable=True),
    )
    op.create_index("carer_notice_by_household", "carer_notice", ["household_id"])
    op.create_index("carer_notice_by_carer", "carer_notice", ["carer_id"])
