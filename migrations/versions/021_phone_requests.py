"""Requests that the phone of a manager or an administrator be removed, for a second person to agree to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "021"
down_revision = "020"


def upgrade() -> None:
    op.create_table(
        "phone_request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),  # a code of commands/staff.LOST
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("settled_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("agreed", sa.Boolean, nullable=True),
    )
    op.create_index("ix_phone_request_agency_id", "phone_request", ["agency_id"])
    op.create_index("ix_phone_request_user_id", "phone_request", ["user_id"])
