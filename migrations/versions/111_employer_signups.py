"""Employers that put themselves forward on the public page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "111"
down_revision = "110"


def upgrade() -> None:
    op.create_table(
        "employer_signup",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("agency_id", sa.Integer(), sa.ForeignKey("agency.id"), nullable=False, index=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("reference", sa.String(20), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("sector", sa.String(40), nullable=False),
        sa.Column("size", sa.String(40), nullable=True),
        sa.Column("leave_days", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(100), nullable=True) for name in ("contact", "job")),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("from_hash", sa.String(64), nullable=True),
        sa.Column("sent_at", Moment, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=True),
    )
