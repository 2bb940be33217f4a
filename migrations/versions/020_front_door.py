"""The public form, other websites and their keys: drafts, and enquiries that were acknowledged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "020"
down_revision = "019"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "enquiry_draft",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("begun_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("from_hash", sa.String(64), nullable=False),  # of the network address
        sa.Column("answers", Json, nullable=False),
    )
    op.create_index("enquiry_draft_untouched", "enquiry_draft", ["changed_at"])
    op.create_index("enquiry_draft_from", "enquiry_draft", ["from_hash", "begun_at"])
    _sent()
    _keys()


def _sent() -> None:
    op.create_table(
        "sent_enquiry",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),  # what it was sent under
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("door", sa.String(4), nullable=False),  # form or api
        sa.Column("again", sa.Boolean, nullable=False),  # by the same person within minutes
        sa.Column("notice", sa.String(20), nullable=False),  # the version of the privacy notice
        sa.Column("sent_at", Moment, nullable=False),
        sa.Column("person_hash", sa.String(64), nullable=True),  # these three for a day only
        sa.Column("said_hash", sa.String(64), nullable=True),
        sa.Column("from_hash", sa.String(64), nullable=True),
    )
    op.create_index("sent_enquiry_by_person", "sent_enquiry", ["person_hash", "sent_at"])
    op.create_index("sent_enquiry_from", "sent_enquiry", ["from_hash", "sent_at"])
    op.create_index("sent_enquiry_by_moment", "sent_enquiry", ["sent_at"])
    op.create_index("sent_enquiry_by_agency", "sent_enquiry", ["agency_id", "sent_at"])
    op.create_index("sent_enquiry_by_household", "sent_enquiry", ["household_id"])


def _keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=True),  # of a council, or
        sa.Column("hub_id", sa.Integer, sa.ForeignKey("hub.id"), nullable=True),  # of a hub: never both
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("begins", sa.String(12), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.Integer, nullable=True),
        sa.Column("used_at", Moment, nullable=True),
        sa.Column("revoked_at", Moment, nullable=True),
        sa.Column("revoked_by", sa.Integer, nullable=True),
        sa.CheckConstraint("(agency_id IS NULL) <> (hub_id IS NULL)", name="api_key_of_one"),
    )
    op.create_index("api_key_by_agency", "api_key", ["agency_id"])
    op.create_index("api_key_by_hub", "api_key", ["hub_id"])
