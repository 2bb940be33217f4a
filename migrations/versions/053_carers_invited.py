"""A carer's invitation and account say which carer of which household they are of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "053"
down_revision = "052"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("invitation", sa.Column("household_id", BigId, nullable=True))
    op.add_column("invitation", sa.Column("carer_id", BigId, nullable=True))
    op.create_index("invitation_by_household", "invitation", ["household_id"])
    op.add_column("user_account", sa.Column("carer_id", BigId, nullable=True))
