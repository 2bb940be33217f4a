"""Who saw and changed what: append-only, with ids and the names of fields, never values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment
from migrations.append_only import protect

revision = "004"
down_revision = "003"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        # Plain numbers, not foreign keys: an entry outlives what it names.
        sa.Column("user_id", sa.Integer, nullable=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("agency_id", sa.Integer, nullable=True),
        sa.Column("household_id", BigId, nullable=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("about", sa.String(60), nullable=True),  # another record, as 'batch 12'
        sa.Column("fields", Json, nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("request_id", sa.String(36), nullable=True),
    )
    op.create_index("audit_entry_by_household", "audit_entry", ["household_id", "id"])
    op.create_index("audit_entry_by_agency", "audit_entry", ["agency_id", "id"])
    op.create_index("audit_entry_by_user", "audit_entry", ["user_id", "id"])
    protect("audit_entry")
