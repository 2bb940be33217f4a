"""Requests that somebody be made a manager, for a second person to agree to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "027"
down_revision = "026"


def upgrade() -> None:
    op.create_table(
        "role_request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("version", sa.Integer, nullable=True),  # of the account, when it was asked for
        sa.Column("invitation_id", sa.Integer, sa.ForeignKey("invitation.id"), nullable=True),
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("settled_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("agreed", sa.Boolean, nullable=True),
    )
    for column in ("agency_id", "user_id", "invitation_id"):
        op.create_index(f"ix_role_request_{column}", "role_request", [column])
