"""Of which siblings a child who is placed is one, by a reference only: so that siblings are known (B-10)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "037"
down_revision = "036"


def upgrade() -> None:
    op.add_column("placement", sa.Column("siblings", sa.String(40), nullable=True))
