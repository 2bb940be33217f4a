"""What carers write for their yearly review, while it is typed and when it is sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "072"
down_revision = "071"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "review_answer",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("went", sa.Text, nullable=True),
        sa.Column("helped", sa.Text, nullable=True),
        sa.Column("change", sa.Text, nullable=True),
        sa.Column("more", sa.String(10), nullable=True),
        sa.Column("kinds", Json, nullable=False),
        sa.Column("kept_at", Moment, nullable=False),
        sa.Column("sent_at", Moment, nullable=True),
        sa.UniqueConstraint("carer_id", "since", name="one_answer_of_each_review"),
    )
    op.create_index("review_answer_by_household", "review_answer", ["household_id"])
