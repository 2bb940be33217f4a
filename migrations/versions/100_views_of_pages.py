"""Views that a team has saved are of a page: the pipeline, as all were, or the quarter grid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "100"
down_revision = "099"


def upgrade() -> None:
    op.add_column("saved_view", sa.Column("page", sa.String(20), nullable=False, server_default="pipeline"))
