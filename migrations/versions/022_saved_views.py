"""Views of the pipeline that a team has saved: a name for a set of filters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "022"
down_revision = "021"


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("name_folded", sa.String(80), nullable=False),
        sa.Column("query", sa.String(600), nullable=False),  # the filters, as an address has them
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.Integer, nullable=True),
        sa.UniqueConstraint("agency_id", "name_folded", name="saved_view_once"),
    )
