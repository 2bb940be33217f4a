"""What is said to have been recorded in error says how it would be put right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json

revision = "081"
down_revision = "080"


def upgrade() -> None:
    op.add_column("error_claim", sa.Column("instead", Json, nullable=True))
