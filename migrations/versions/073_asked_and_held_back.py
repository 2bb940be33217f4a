"""That carers were asked for more, what they agreed to from a day ahead, and for which ages there is room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "073"
down_revision = "072"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _asks()
    _ages()
    op.add_column("range_request", sa.Column("agreed_on", sa.Date, nullable=True))
    op.add_column("range_request", sa.Column("agreed_by", sa.Integer, nullable=True))


def _asks() -> None:
    op.create_table(
        "widening_ask",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("reasons", sa.String(100), nullable=False),
        sa.Column("task_id", BigId, sa.ForeignKey("task.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("asked_by", sa.Integer, nullable=True),
    )
    op.create_index("widening_ask_by_agency", "widening_ask", ["agency_id", "asked_at"])
    op.create_index("widening_ask_by_household", "widening_ask", ["household_id"])


def _ages() -> None:
    op.create_table(
        "usable_ages",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("age_from", sa.Integer, nullable=False),
        sa.Column("age_to", sa.Integer, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date, nullable=True),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
        sa.Column("removed_at", Moment, nullable=True),
        sa.Column("removed_by", sa.Integer, nullable=True),
    )
    op.create_index("usable_ages_by_household", "usable_ages", ["household_id"])
    op.create_index("usable_ages_by_agency", "usable_ages", ["agency_id"])
