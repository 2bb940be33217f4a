"""Reports that were frozen: their bytes, what stood behind each figure, and who froze them when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment
from migrations.append_only import protect

revision = "089"
down_revision = "088"


def upgrade() -> None:
    op.create_table(
        "frozen_pack",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("scope", sa.String(60), nullable=False),  # the slug of an agency or a hub
        sa.Column("scope_name", sa.String(200), nullable=False),  # as it was called then
        sa.Column("is_hub", sa.Boolean, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("known_on", sa.Date, nullable=False),
        sa.Column("interim", sa.Boolean, nullable=False),  # the period had not ended by the day of which it tells
        sa.Column("frozen_at", Moment, nullable=False),
        sa.Column("frozen_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("same_as", sa.String(64), nullable=False),  # the hash of all of it but when and by whom
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("behind", sa.LargeBinary, nullable=False),  # the rows behind its figures
        sa.Column("behind_hash", sa.String(64), nullable=False),
    )
    op.create_index("frozen_pack_of_period", "frozen_pack", ["scope", "first", "last"])
    op.create_table(
        "frozen_agency",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pack_id", sa.Integer, sa.ForeignKey("frozen_pack.id"), nullable=False),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
    )
    op.create_index("frozen_agency_of_pack", "frozen_agency", ["pack_id"])
    for table in ("frozen_pack", "frozen_agency"):
        protect(table)
