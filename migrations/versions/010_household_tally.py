"""How many households stand where, counted as they move: a list says its number without counting all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"

COUNTED = """
INSERT INTO household_tally (agency_id, route, population, stage, households)
SELECT agency_id, route, population, stage, count(*) FROM household_now GROUP BY 1, 2, 3, 4
"""


def upgrade() -> None:
    op.create_table(
        "household_tally",
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), primary_key=True),
        sa.Column("route", sa.String(20), primary_key=True),
        sa.Column("population", sa.String(20), primary_key=True),
        sa.Column("stage", sa.String(20), primary_key=True),
        sa.Column("households", sa.Integer, nullable=False),
    )
    op.execute(COUNTED)
