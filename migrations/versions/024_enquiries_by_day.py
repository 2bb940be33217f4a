"""An agency's enquiries by their day, among events of which most are something else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "024"
down_revision = "023"


def upgrade() -> None:
    only = sa.text("kind = 'enquiry_received'")
    op.create_index(
        "event_enquiries",
        "event",
        ["agency_id", "happened_on", "id"],
        sqlite_where=only,
        postgresql_where=only,
    )
