"""When a call was agreed that has another day since: its row is made anew, and the promise is not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "099"
down_revision = "098"


def upgrade() -> None:
    op.add_column("task", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
