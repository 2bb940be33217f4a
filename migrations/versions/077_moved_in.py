"""Since when somebody lives with a household, where they moved in: of an adult the checks are to be asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "077"
down_revision = "076"


def upgrade() -> None:
    op.add_column("household_member", sa.Column("moved_in_on", sa.Date, nullable=True))
