"""Whether a child is placed outside the terms in an emergency, for a few days (reg 23, KC-11).

Those have a clock.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "056"
down_revision = "055"


def upgrade() -> None:
    op.add_column("placement", sa.Column("emergency", sa.Boolean(), nullable=False, server_default=sa.false()))
