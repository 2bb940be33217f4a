"""Why something was decided, in words, beside the event that says what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "055"
down_revision = "054"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "decision_reason",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=False),  # the first of its corrections
        sa.Column("reasons", sa.Text, nullable=True),  # none once erased
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    op.create_index("decision_reason_by_event", "decision_reason", ["event_id"])
    op.create_index("decision_reason_by_household", "decision_reason", ["household_id"])
    op.create_index("decision_reason_by_agency", "decision_reason", ["agency_id"])
