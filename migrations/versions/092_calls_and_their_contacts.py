"""A call that was promised names the contact in which it was, and the one that ended it: so it can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "092"
down_revision = "091"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        for name in ("made_with", "ended_with"):
            task.add_column(sa.Column(name, BigId, nullable=True))
            task.create_foreign_key(f"fk_task_{name}_contact", "contact", [name], ["id"])
