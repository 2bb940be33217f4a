"""Views for a review that were said again keep what was said before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "047"
down_revision = "046"


def upgrade() -> None:
    op.add_column("review_line", sa.Column("replaced_at", Moment, nullable=True))
