"""Files that take a while: made by a job for whoever asked, and erased after a short time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "104"
down_revision = "103"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "made_file",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),  # in which it was asked for
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("asked", Json, nullable=False),  # the words that say what is in it
        sa.Column("sent", Json, nullable=True),  # the address and the answers of the form
        sa.Column("reach", Json, nullable=False),  # the agencies that it tells of
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("job_id", BigId, nullable=True),
        sa.Column("refused", sa.String(400), nullable=True),
        sa.Column("made_at", Moment, nullable=True),
        sa.Column("until", Moment, nullable=True),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("media_type", sa.String(100), nullable=True),
        sa.Column("content", sa.LargeBinary, nullable=True),  # none before it is made, nor once erased
    )
    op.create_index("made_file_by_account", "made_file", ["asked_by", "id"])
