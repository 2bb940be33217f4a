"""A link by mail may sign a carer in, and not only let a new password be chosen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "058"
down_revision = "057"


def upgrade() -> None:
    added = sa.Column("signs_in", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("password_reset", added)
