"""A booking of an evening is found by its mail alone, and nothing is left of who it was once that is erased."""

from __future__ import annotations

from alembic import op

revision = "116"
down_revision = "115"

ERASED = "UPDATE evening_booking SET who_hash = 'erased ' || CAST(id AS VARCHAR(20)) WHERE email IS NULL"


def upgrade() -> None:
    op.drop_index("ix_evening_booking_token_hash", "evening_booking")
    op.drop_column("evening_booking", "token_hash")
    op.drop_column("evening_booking", "from_hash")
    op.execute(ERASED)
