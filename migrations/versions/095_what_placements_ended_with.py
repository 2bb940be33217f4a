"""A placement that ended with a kinship approval says with which end, and follows what becomes of it (KC-12)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "095"
down_revision = "094"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("placement", sa.Column("ended_with", BigId, nullable=True))
