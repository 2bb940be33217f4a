"""A placement says whether a file told its end, what its file left empty, and of which row it follows (KC-12)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "102"
down_revision = "101"


def upgrade() -> None:
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.add_column("placement", sa.Column("own_end", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("placement", sa.Column("kept", sa.String(80), nullable=True))
    op.execute(f"ALTER TABLE placement ADD COLUMN told_id {number} REFERENCES placement (id)")
    op.execute("UPDATE placement SET own_end = true WHERE batch_id IS NOT NULL AND ended_with IS NOT NULL")
