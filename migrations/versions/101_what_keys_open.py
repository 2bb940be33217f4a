"""What a key of another program opens, and how often it was used within the last minute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "101"
down_revision = "100"


def upgrade() -> None:
    op.add_column("api_key", sa.Column("scope", sa.String(20), nullable=False, server_default="enquiries"))
    op.add_column("api_key", sa.Column("counted_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("api_key", sa.Column("counted", sa.Integer(), nullable=False, server_default="0"))
