"""A call that was promised in a visit names it, and so does one that it ended: so a correction can undo both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "093"
down_revision = "092"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    # Not as a batch, which SQLite makes by dropping the table: notices refer to its rows.
    number = BigId.compile(op.get_bind().dialect)
    for name in ("made_in", "ended_in"):
        op.execute(f"ALTER TABLE task ADD COLUMN {name} {number} REFERENCES visit (id)")
