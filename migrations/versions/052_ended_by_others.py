"""A session that somebody else ended says so, so that its owner is told, and loses nothing that was typed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "052"
down_revision = "051"


def upgrade() -> None:
    op.add_column("signed_in", sa.Column("ended_why", sa.String(10), nullable=True))
