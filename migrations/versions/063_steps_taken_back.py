"""What was done about a concern is taken back where it was recorded by mistake, and stays on record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "063"
down_revision = "062"


def upgrade() -> None:
    op.add_column("concern_step", sa.Column("removed_at", Moment, nullable=True))
    op.add_column("concern_step", sa.Column("removed_by", sa.Integer, nullable=True))
    op.add_column("concern_step", sa.Column("removed_because", sa.String(40), nullable=True))
