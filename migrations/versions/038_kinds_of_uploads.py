"""What a file on its way in is said to be: a tracker, or placements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "038"
down_revision = "037"


def upgrade() -> None:
    op.add_column("upload", sa.Column("kind", sa.String(12), nullable=False, server_default="tracker"))
