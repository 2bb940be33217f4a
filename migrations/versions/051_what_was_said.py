"""What a form said when it was carried out, as a fingerprint: sent again with other words, it is not the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "051"
down_revision = "050"


def upgrade() -> None:
    op.add_column("done_once", sa.Column("said", sa.String(64), nullable=True))
