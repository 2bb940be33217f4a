"""Who somebody is at their council's own sign-in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "011"
down_revision = "010"


def upgrade() -> None:
    op.create_table(
        "council_identity",
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), primary_key=True),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),  # of the issuer's own, for good
        sa.Column("linked_at", Moment, nullable=False),
        sa.UniqueConstraint("issuer", "subject", name="council_identity_once"),
    )
