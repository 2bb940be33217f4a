"""How many friends carers have told the service of, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment
from migrations.append_only import protect

revision = "069"
down_revision = "068"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "referral",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("said_at", Moment, nullable=False),
        sa.Column("said_by", sa.Integer, nullable=True),
    )
    op.create_index("referral_by_household", "referral", ["household_id", "said_at"])
    protect("referral")
