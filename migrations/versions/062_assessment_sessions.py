"""Who was seen in a session of an assessment; a visit that was recorded in error is struck out, and stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "062"
down_revision = "061"


def upgrade() -> None:
    op.add_column("visit", sa.Column("seen", Json, nullable=True))
    op.add_column("visit", sa.Column("struck_at", Moment, nullable=True))
    op.add_column("visit", sa.Column("struck_by", sa.Integer, nullable=True))
    op.add_column("visit", sa.Column("struck_because", sa.String(40), nullable=True))
