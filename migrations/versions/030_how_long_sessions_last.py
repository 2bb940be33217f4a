"""How long a session lasts, as the setting was when it began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "030"
down_revision = "029"

# What held for every session before it was a setting.
MINUTES, HOURS = "30", "12"


def upgrade() -> None:
    op.add_column("signed_in", sa.Column("idle_minutes", sa.Integer, nullable=False, server_default=MINUTES))
    op.add_column("signed_in", sa.Column("longest_hours", sa.Integer, nullable=False, server_default=HOURS))
