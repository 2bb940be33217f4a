"""Who asked a hub, and how one of its councils takes them over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment
from migrations.append_only import protect

revision = "115"
down_revision = "114"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("reference", sa.String(20), nullable=False, unique=True),
        sa.Column("hub_id", sa.Integer, sa.ForeignKey("hub.id"), nullable=False, index=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=True, index=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("people", Json, nullable=True),  # emptied, as what follows, when a council takes them over
        sa.Column("details", Json, nullable=True),
        sa.Column("worded_by", sa.Integer, nullable=True),
        sa.Column("routed_at", Moment, nullable=True),
        sa.Column("due_on", sa.Date, nullable=True),
        sa.Column("accepted_at", Moment, nullable=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=True, index=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "handover_step",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("handover_id", BigId, sa.ForeignKey("handover.id"), nullable=False, index=True),
        sa.Column("hub_id", sa.Integer, sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("way", sa.String(12), nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by", sa.Integer, nullable=True),
    )
    op.create_index("handover_step_by_hub", "handover_step", ["hub_id", "agency_id", "kind"])
    protect("handover_step")
    with op.batch_alter_table("sent_enquiry") as sent:
        sent.alter_column("household_id", existing_type=BigId, nullable=True)
        sent.add_column(sa.Column("handover_id", BigId, nullable=True))
    op.create_index("sent_enquiry_by_handover", "sent_enquiry", ["handover_id"])
