"""What passes between the service and a household: contacts, letters, visits, and calendars of visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "017"
down_revision = "016"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _contacts()
    _visits()


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),  # call, email, text, letter, visit, note
        sa.Column("direction", sa.String(3), nullable=True),  # in, out; none for a note
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("happened_at", Moment, nullable=False),
        sa.Column("text", sa.Text, nullable=True),  # 10,000 characters at most
        sa.Column("event_id", BigId, nullable=True),  # the first contact that it put on record
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("removed_at", Moment, nullable=True),
        sa.Column("removed_by", sa.Integer, nullable=True),
    )
    op.create_index("contact_by_household", "contact", ["household_id", "happened_at"])
    op.create_index("contact_by_agency", "contact", ["agency_id", "happened_at"])
    op.create_table(
        "letter",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False, index=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False, index=True),
        sa.Column("contact_id", BigId, sa.ForeignKey("contact.id"), nullable=False, index=True),
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=True, index=True),
        sa.Column("template", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),  # email, paper
        sa.Column("subject", sa.String(200), nullable=True),  # none once erased
        sa.Column("body", sa.Text, nullable=True),  # none once erased
        sa.Column("visit_id", BigId, nullable=True),  # the visit that it invites to
        sa.Column("state", sa.String(10), nullable=False),  # waiting, sent, printed, not_sent
        sa.Column("why", sa.String(20), nullable=True),  # why it was not sent
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("asked_by", sa.Integer, nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
    )


def _visits() -> None:
    op.create_table(
        "visit",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("worker_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),  # initial, assessment, other
        sa.Column("place", sa.String(10), nullable=False),  # home, office, phone, video
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),  # booked, done, missed, cancelled, moved
        sa.Column("outcome", sa.String(40), nullable=True),  # of the agency's list
        sa.Column("report", sa.Text, nullable=True),  # 10,000 characters at most
        sa.Column("uid", sa.String(40), nullable=False),  # by which calendars know it again
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("follows_id", BigId, sa.ForeignKey("visit.id"), nullable=True, index=True),
        sa.Column("event_id", BigId, nullable=True),  # the event that it put on record
        sa.Column("booked_at", Moment, nullable=False),
        sa.Column("booked_by", sa.Integer, nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("ended_by", sa.Integer, nullable=True),
    )
    op.create_index("visit_by_household", "visit", ["household_id", "starts_at"])
    op.create_index("visit_by_worker", "visit", ["worker_id", "starts_at"])
    op.create_index("visit_by_agency", "visit", ["agency_id", "state", "starts_at"])
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
    )
