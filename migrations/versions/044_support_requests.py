"""What support carers asked for, and whether it was met."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "044"
down_revision = "043"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "support_request",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("what", sa.Text, nullable=True),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("settled_on", sa.Date, nullable=True),
        sa.Column("settled_how", sa.String(40), nullable=True),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("settled_by", sa.Integer, nullable=True),
    )
    op.create_index("support_request_by_agency", "support_request", ["agency_id", "asked_on"])
    op.create_index("support_request_by_household", "support_request", ["household_id"])
