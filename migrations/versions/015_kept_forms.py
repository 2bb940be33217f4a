"""Forms that were sent after their session had ended, for an hour: so that nothing typed is lost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "015"
down_revision = "014"


def upgrade() -> None:
    op.create_table(
        "kept_form",
        sa.Column("key_hash", sa.String(64), primary_key=True),  # SHA-256 of the text in the address
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("path", sa.String(400), nullable=False),  # where the form was sent
        sa.Column("answers", Json, nullable=False),  # [[name, value], ...]
        sa.Column("kept_at", Moment, nullable=False),
    )
    op.create_index("ix_kept_form_user_id", "kept_form", ["user_id"])
    op.create_index("ix_kept_form_kept_at", "kept_form", ["kept_at"])
