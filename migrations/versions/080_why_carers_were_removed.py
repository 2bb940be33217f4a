"""Why a carer was removed is kept beside who removed them, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "080"
down_revision = "079"


def upgrade() -> None:
    op.add_column("carer", sa.Column("removed_because", sa.String(40), nullable=True))
