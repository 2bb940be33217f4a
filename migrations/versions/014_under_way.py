"""Journeys under way, a row each; and from when on one of them speaks for a household whose approval ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "014"
down_revision = "013"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# Where these households are follows from another rule than before: `crm init` works it out from their events.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT household_id FROM household_now WHERE stage NOT IN ('approved', 'notice', 'left', 'closed')
UNION SELECT household_id FROM journey_tie GROUP BY household_id HAVING count(DISTINCT journey_id) > 1
"""


def upgrade() -> None:
    op.create_table(
        "under_way",
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), primary_key=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("route", sa.String(20), nullable=False),
        sa.Column("population", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("enquired_on", sa.Date, nullable=True),
        sa.Column("source", sa.String(40), nullable=True),
    )
    op.create_index("under_way_by_stage", "under_way", ["agency_id", "stage", "since", "journey_id"])
    op.create_index("under_way_by_age", "under_way", ["agency_id", "since", "journey_id"])
    op.create_index("under_way_by_household", "under_way", ["household_id"])
    op.add_column("household_now", sa.Column("gives_way_on", sa.Date, nullable=True))
    # Hardly any row has such a day.
    waiting = sa.text("gives_way_on IS NOT NULL")
    op.create_index(
        "household_now_giving_way",
        "household_now",
        ["agency_id", "gives_way_on"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "to_fold",
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), primary_key=True),
    )
    op.execute(TO_FOLD)
