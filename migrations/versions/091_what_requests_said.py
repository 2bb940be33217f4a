"""What a request of carers said before it was changed is kept beside what it says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json

revision = "091"
down_revision = "090"


def upgrade() -> None:
    op.add_column("range_request", sa.Column("earlier", Json, nullable=True))
