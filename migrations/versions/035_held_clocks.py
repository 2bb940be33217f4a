"""The law's clocks on journeys that were decided, so that what is due is found without reading every history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "035"
down_revision = "034"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# `crm init` works out from their events which clocks run on these households.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT DISTINCT journey_tie.household_id FROM journey_tie JOIN event ON event.journey_id = journey_tie.journey_id
WHERE event.kind IN ('household_approved', 'approval_refused')
ON CONFLICT (household_id) DO NOTHING
"""


def upgrade() -> None:
    op.create_table(
        "held_clock",
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), primary_key=True),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("rule", sa.String(10), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("began_by", sa.String(40), nullable=False),  # the kind of event
        sa.Column("began_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("stops", sa.String(40), nullable=True),  # the kind of event that one would record
        sa.Column("is_limit", sa.Boolean, nullable=False),
        sa.Column("silent_from", sa.Date, nullable=True),
        sa.Column("since", sa.Date, nullable=True),
        sa.Column("until", sa.Date, nullable=True),  # the first day on which it does not run
    )
    op.create_index("held_clock_by_day", "held_clock", ["agency_id", "due_on"])
    op.create_index("held_clock_by_journey", "held_clock", ["journey_id"])
    op.execute(TO_FOLD)
