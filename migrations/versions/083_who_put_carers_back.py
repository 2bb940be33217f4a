"""Who put a removed carer back is kept beside when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "083"
down_revision = "082"


def upgrade() -> None:
    op.add_column("carer", sa.Column("came_back_by", sa.Integer, nullable=True))
