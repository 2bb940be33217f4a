"""Fostering panels: their central list, their days, who sits, what they hear, and with which papers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "034"
down_revision = "033"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _people()
    _panels()
    _agenda()


def _people() -> None:
    op.create_table(
        "panel_member",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=True),  # none once erased
        sa.Column("seat", sa.String(12), nullable=False),
        sa.Column("social_worker", sa.Boolean, nullable=False),
        sa.Column("independent", sa.Boolean, nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.Column("leaves_on", sa.Date, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
    )
    op.create_index("panel_member_by_agency", "panel_member", ["agency_id", "id"])
    op.create_index("panel_member_by_user", "panel_member", ["user_id"])


def _panels() -> None:
    op.create_table(
        "panel",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("joint", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("planned_at", Moment, nullable=False),
        sa.Column("planned_by", sa.Integer, nullable=True),
        sa.Column("papers_sent_at", Moment, nullable=True),
        sa.Column("papers_sent_by", sa.Integer, nullable=True),
        sa.Column("minutes_on", sa.Date, nullable=True),
        sa.Column("called_off_at", Moment, nullable=True),
        sa.Column("called_off_by", sa.Integer, nullable=True),
    )
    op.create_index("panel_by_day", "panel", ["agency_id", "held_on", "id"])
    op.create_table(
        "panel_seat",
        sa.Column("panel_id", BigId, sa.ForeignKey("panel.id"), primary_key=True),
        sa.Column("member_id", BigId, sa.ForeignKey("panel_member.id"), primary_key=True),
        sa.Column("attended", sa.Boolean, nullable=True),
    )
    op.create_index("panel_seat_by_member", "panel_seat", ["member_id"])


def _agenda() -> None:
    op.create_table(
        "panel_item",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("panel_id", BigId, sa.ForeignKey("panel.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("summary", sa.Text, nullable=True),
        sa.Column("reasons", sa.Text, nullable=True),
        sa.Column("applicant_came", sa.Boolean, nullable=True),
        sa.Column("event_id", BigId, nullable=True),  # the recommendation, in the ledger
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
        sa.Column("removed_at", Moment, nullable=True),
        sa.Column("removed_by", sa.Integer, nullable=True),
    )
    for name in ("agency", "panel", "household", "journey"):
        op.create_index(f"panel_item_by_{name}", "panel_item", [f"{name}_id", "id"])
    op.create_table(
        "panel_conflict",
        sa.Column("item_id", BigId, sa.ForeignKey("panel_item.id"), primary_key=True),
        sa.Column("member_id", BigId, sa.ForeignKey("panel_member.id"), primary_key=True),
        sa.Column("declared_at", Moment, nullable=False),
        sa.Column("declared_by", sa.Integer, nullable=True),
    )
    op.create_index("panel_conflict_by_member", "panel_conflict", ["member_id"])
    op.create_table(
        "panel_paper",
        sa.Column("item_id", BigId, sa.ForeignKey("panel_item.id"), primary_key=True),
        sa.Column("document_id", BigId, sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
    )
    op.create_index("panel_paper_by_document", "panel_paper", ["document_id"])
