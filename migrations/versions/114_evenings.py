"""Evenings of campaigns, and who booked a place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "114"
down_revision = "113"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "evening",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False, index=True),
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), nullable=False, index=True),
        sa.Column("key", sa.String(20), nullable=False, unique=True),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("begins_at", sa.String(5), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("online", sa.Boolean, nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("called_off_at", Moment, nullable=True),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
    )
    op.create_table(
        "evening_booking",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("evening_id", BigId, sa.ForeignKey("evening.id"), nullable=False, index=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("name", sa.String(100), nullable=True),  # erased some weeks after the evening, as what follows
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("wants_call", sa.Boolean, nullable=False),
        sa.Column("who_hash", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, index=True),
        sa.Column("from_hash", sa.String(64), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=True),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=True),
        sa.UniqueConstraint("evening_id", "who_hash", name="evening_booking_once"),
    )
