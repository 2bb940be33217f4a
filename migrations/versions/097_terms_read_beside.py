"""Of what carers agree to from a day ahead the terms are kept that they read beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "097"
down_revision = "096"


def upgrade() -> None:
    op.add_column("range_request", sa.Column("agreed_beside", sa.Text, nullable=True))
