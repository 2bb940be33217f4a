"""The checks of an application, what came of them (apart), and approvals in spite of a missing one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "031"
down_revision = "030"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "check_entry",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),  # of the setting 'checks'
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=True),
        sa.Column("member_id", BigId, sa.ForeignKey("household_member.id"), nullable=True),
        sa.Column("referee", sa.Integer, nullable=True),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("settled", sa.Boolean, nullable=True),  # none: nobody has read it yet
        sa.Column("expires_on", sa.Date, nullable=True),
        sa.Column("document_id", BigId, sa.ForeignKey("document.id"), nullable=True),
        sa.Column("reason", sa.String(400), nullable=True),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("taken_back_at", Moment, nullable=True),
        sa.Column("taken_back_by", sa.Integer, nullable=True),
    )
    op.create_index("check_entry_by_journey", "check_entry", ["journey_id", "id"])
    for name in ("agency_id", "household_id", "carer_id", "member_id", "document_id"):
        op.create_index(f"check_entry_by_{name.removesuffix('_id')}", "check_entry", [name])
    # Special category data, and of criminal records (UK GDPR, articles 9 and 10).
    op.create_table(
        "check_result",
        sa.Column("entry_id", BigId, sa.ForeignKey("check_entry.id"), primary_key=True),
        sa.Column("outcome", sa.String(40), nullable=True),  # of the setting 'check_outcomes'
        sa.Column("number", sa.String(40), nullable=True),
        sa.Column("note", sa.String(1000), nullable=True),
    )
    _overrides()


def _overrides() -> None:
    op.create_table(
        "approval_override",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("lines", Json, nullable=False),  # [[code, person], ...]
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    for name in ("agency_id", "household_id", "journey_id", "event_id"):
        op.create_index(f"approval_override_by_{name.removesuffix('_id')}", "approval_override", [name])
