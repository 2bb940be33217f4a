"""Who is sent the link to a report, which one, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "105"
down_revision = "104"


def upgrade() -> None:
    op.create_table(
        "report_mail",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("every", sa.String(10), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
    )
