"""Carers who were removed, and did not come back, are found without looking through those who are there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "090"
down_revision = "089"


def upgrade() -> None:
    gone = sa.text("removed_at IS NOT NULL")
    op.create_index("carer_removed", "carer", ["removed_at"], sqlite_where=gone, postgresql_where=gone)
