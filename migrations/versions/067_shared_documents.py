"""Documents that are shared with carers, and who signed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "067"
down_revision = "066"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "document_share",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("document_id", BigId, sa.ForeignKey("document.id"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("to_sign", sa.Boolean, nullable=False),
        sa.Column("shared_at", Moment, nullable=False),
        sa.Column("shared_by", sa.Integer, nullable=True),
        sa.Column("taken_back_at", Moment, nullable=True),
        sa.Column("taken_back_by", sa.Integer, nullable=True),
    )
    op.create_index("document_share_by_household", "document_share", ["household_id"])
    op.create_index("document_share_by_document", "document_share", ["document_id"])
    op.create_table(
        "document_signature",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("share_id", BigId, sa.ForeignKey("document_share.id"), nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("signed_at", Moment, nullable=False),
        sa.UniqueConstraint("share_id", "user_id", name="one_signature_of_each"),
    )
