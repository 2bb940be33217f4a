"""What people said each time they asked, and whether a household may be kept in touch with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "013"
down_revision = "012"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _enquiry()
    # Consent to be kept in touch with: yes, no, or not asked; on which day, and to which wording of the setting.
    op.add_column("household", sa.Column("keep_in_touch", sa.Boolean, nullable=True))
    op.add_column("household", sa.Column("keep_in_touch_on", sa.Date, nullable=True))
    op.add_column("household", sa.Column("keep_in_touch_wording", sa.Date, nullable=True))
    op.add_column("household", sa.Column("opted_out_at", Moment, nullable=True))  # wants no letters at all


def _enquiry() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=True),  # none: a further contact
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("route", sa.String(20), nullable=False),  # what they asked about
        sa.Column("channel", sa.String(40), nullable=True),  # how they asked: a code of the list 'channels'
        sa.Column("source", sa.String(40), nullable=True),  # how they heard, as in the event
        sa.Column("employer", sa.String(100), nullable=True),
        sa.Column("campaign", sa.String(100), nullable=True),
        sa.Column("service", sa.String(100), nullable=True),  # the hub or independent agency that sent them
        sa.Column("referred_by", sa.String(100), nullable=True),  # the carer who told them, as they said it
        sa.Column("referred_by_id", BigId, sa.ForeignKey("household.id"), nullable=True),
        sa.Column("interests", Json, nullable=False),  # codes of the list 'offers'
        sa.Column("best_time", sa.String(100), nullable=True),
        sa.Column("language", sa.String(60), nullable=True),
        sa.Column("needs", Json, nullable=False),  # codes of the list 'contact_needs'
        sa.Column("note", sa.String(10000), nullable=True),
        sa.Column("gave", Json, nullable=False),  # contact details that differ from those on record
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    op.create_index("enquiry_by_household", "enquiry", ["household_id", "id"])
    op.create_index("enquiry_by_day", "enquiry", ["agency_id", "received_on", "id"])
    op.create_index("enquiry_by_journey", "enquiry", ["journey_id"])
    op.create_index("enquiry_by_event", "enquiry", ["event_id"])
    op.create_index("enquiry_by_referrer", "enquiry", ["referred_by_id"])
