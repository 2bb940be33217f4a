"""Special guardians whom the service supports after the order, and who belongs to a support group."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "043"
down_revision = "042"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "guardian",
        *_of_household(),
        sa.Column("child", sa.String(40), nullable=False),  # a reference of the case system
        sa.Column("order_kind", sa.String(20), nullable=False),
        sa.Column("order_on", sa.Date, nullable=False),
        sa.Column("support_until", sa.Date, nullable=True),
        sa.Column("review_on", sa.Date, nullable=True),
        sa.Column("contact_on", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    op.create_table(
        "group_member",
        *_of_household(),
        sa.Column("group_code", sa.String(40), nullable=False),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.Column("left_on", sa.Date, nullable=True),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    for table in ("guardian", "group_member"):
        op.create_index(f"{table}_by_household", table, ["household_id"])
        op.create_index(f"{table}_by_agency", table, ["agency_id"])


def _of_household() -> tuple[sa.Column[int], ...]:
    return (
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
    )
