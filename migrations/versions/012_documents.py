"""Documents of a household: letters, photos, certificates. What one holds can be erased, the row stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "012"
down_revision = "011"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),  # what somebody called it
        sa.Column("kind", sa.String(10), nullable=False),  # pdf, jpeg, png, docx, xlsx: by its content
        sa.Column("size", sa.Integer, nullable=False),  # bytes, as kept
        sa.Column("digest", sa.String(64), nullable=False),  # SHA-256 of what is kept
        sa.Column("content", sa.LargeBinary, nullable=True),  # none once erased
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
        sa.Column("removed_at", Moment, nullable=True),
        sa.Column("removed_by", sa.Integer, nullable=True),
    )
    op.create_index("document_by_household", "document", ["household_id", "id"])
    op.create_index("document_by_agency", "document", ["agency_id", "size"])
