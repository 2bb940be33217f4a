"""The files that came with messages of carers: the messages themselves are contacts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "065"
down_revision = "064"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "message_file",
        sa.Column("contact_id", BigId, sa.ForeignKey("contact.id"), primary_key=True),
        sa.Column("document_id", BigId, sa.ForeignKey("document.id"), nullable=False),
    )
    op.create_index("message_file_by_document", "message_file", ["document_id"])
