"""From which network address somebody did what is on record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "075"
down_revision = "074"


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("network", sa.String(45), nullable=True))
