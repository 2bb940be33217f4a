"""Membership of a support group that was entered by mistake is struck out, with why; it stays on record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "057"
down_revision = "056"


def upgrade() -> None:
    op.add_column("group_member", sa.Column("removed_at", Moment, nullable=True))
    op.add_column("group_member", sa.Column("removed_by", sa.Integer, nullable=True))
    op.add_column("group_member", sa.Column("removed_because", sa.String(40), nullable=True))
