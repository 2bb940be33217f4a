"""From which day a carer fosters with a household approved before: for the register of earlier days (RT-9)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "039"
down_revision = "038"


def upgrade() -> None:
    op.add_column("carer", sa.Column("joined_on", sa.Date, nullable=True))
