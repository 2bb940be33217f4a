"""Ethnicity and religion of carers by code, beside what they say of themselves in their own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "106"
down_revision = "105"


def upgrade() -> None:
    for name in ("ethnicity", "religion"):
        op.add_column("carer_background", sa.Column(name, sa.String(20), nullable=True))
