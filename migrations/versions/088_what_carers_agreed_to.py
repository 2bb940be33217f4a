"""Of what carers agree to from a day ahead the event is kept that said what it was, so that no other begins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "088"
down_revision = "087"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("range_request", sa.Column("agreed_event_id", BigId, nullable=True))
