"""Carers say in their portal which kinds of care they would like most."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "061"
down_revision = "060"


def upgrade() -> None:
    op.add_column("household_profile", sa.Column("wished_offers", sa.String(400), nullable=True))
