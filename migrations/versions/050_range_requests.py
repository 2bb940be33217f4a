"""What carers ask to change of what they offer: requests, what became of each, and what is typed and not sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment
from migrations.append_only import protect

revision = "050"
down_revision = "049"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "range_request",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("places", sa.Integer, nullable=True),
        sa.Column("siblings_extra", sa.Integer, nullable=True),
        sa.Column("parent_and_child", sa.Integer, nullable=True),
        sa.Column("age_from", sa.Integer, nullable=True),
        sa.Column("age_to", sa.Integer, nullable=True),
        sa.Column("more", sa.String(500), nullable=False),
        sa.Column("fewer", sa.String(500), nullable=False),
        sa.Column("wanted_on", sa.Date, nullable=True),
        sa.Column("support", sa.Text, nullable=True),
        sa.Column("answer", sa.Text, nullable=True),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=True),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("asked_by", sa.Integer, nullable=True),
    )
    op.create_index("range_request_by_agency", "range_request", ["agency_id", "state"])
    op.create_index("range_request_by_household", "range_request", ["household_id"])
    op.create_index("range_request_by_event", "range_request", ["event_id"])
    _steps()
    _drafts()


def _steps() -> None:
    op.create_table(
        "range_request_step",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("request_id", BigId, sa.ForeignKey("range_request.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by_user", sa.Integer, nullable=True),
    )
    op.create_index("range_request_step_by_request", "range_request_step", ["request_id"])
    protect("range_request_step")


def _drafts() -> None:
    op.create_table(
        "range_draft",
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), primary_key=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("changes_id", BigId, sa.ForeignKey("range_request.id"), nullable=True),
        sa.Column("changes_version", sa.Integer, nullable=True),
        sa.Column("kept_at", Moment, nullable=False),
    )
    op.create_index("range_draft_by_household", "range_draft", ["household_id"])
    op.create_index("range_draft_by_request", "range_draft", ["changes_id"])
