"""Whether somebody wants a mail each morning that says how much is due: their own choice, or none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "098"
down_revision = "097"


def upgrade() -> None:
    op.add_column("user_account", sa.Column("morning_mail", sa.String(12), nullable=True))
