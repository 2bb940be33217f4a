"""What was raised by mistake is struck out and stays on record; what was put right keeps what it said before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "045"
down_revision = "044"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("concern", sa.Column("removed_at", Moment, nullable=True))
    op.add_column("concern", sa.Column("removed_by", sa.Integer, nullable=True))
    op.add_column("concern", sa.Column("removed_because", sa.String(40), nullable=True))
    op.create_table(
        "concern_before",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("concern_id", BigId, sa.ForeignKey("concern.id"), nullable=False),
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("value", sa.String(40), nullable=True),
        sa.Column("because", sa.String(40), nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    op.create_index("concern_before_by_concern", "concern_before", ["concern_id"])
