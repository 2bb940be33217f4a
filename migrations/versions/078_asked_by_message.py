"""Carers are asked whether they could offer more by a message too, of which no task is made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "078"
down_revision = "077"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("widening_ask") as asked:
        asked.alter_column("task_id", existing_type=BigId, nullable=True)
