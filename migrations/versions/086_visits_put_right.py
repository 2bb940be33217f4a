"""What was recorded of a visit before it was put right stays on record, with who did it and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "086"
down_revision = "085"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit_before",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("visit_id", BigId, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("report", sa.Text, nullable=True),
        sa.Column("recorded_at", Moment, nullable=True),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("corrected_at", Moment, nullable=False),
        sa.Column("corrected_by", sa.Integer, nullable=True),
        sa.Column("because", sa.String(40), nullable=False),
    )
    op.create_index("visit_before_by_visit", "visit_before", ["visit_id"])
