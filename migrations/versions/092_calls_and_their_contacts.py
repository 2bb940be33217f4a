"""A call that was promised names the contact in which it was, and the one that ended it: so it can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "092"
down_revision = "091"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    # Not as a batch, which SQLite makes by dropping the table: notices refer to its rows.
    number = BigId.compile(op.get_bind().dialect)
    for name in ("made_with", "ended_with"):
        op.execute(f"ALTER TABLE task ADD COLUMN {name} {number} REFERENCES contact (id)")
