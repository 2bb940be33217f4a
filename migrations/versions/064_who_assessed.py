"""Who assessed a household, beside the event of the report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "064"
down_revision = "063"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_assessor",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=False),  # the first of its corrections
        sa.Column("assessor_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("name", sa.String(100), nullable=True),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    op.create_index("report_assessor_by_event", "report_assessor", ["event_id"])
    op.create_index("report_assessor_by_household", "report_assessor", ["household_id"])
    op.create_index("report_assessor_by_agency", "report_assessor", ["agency_id"])
    op.create_index("report_assessor_by_assessor", "report_assessor", ["assessor_id"])
