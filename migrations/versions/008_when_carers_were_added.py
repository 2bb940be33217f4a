"""When each carer was added, so that what was known of a household on a past day can be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "008"
down_revision = "007"

FROM_HOUSEHOLD = """
UPDATE carer SET added_at = (SELECT created_at FROM household WHERE household.id = carer.household_id)
"""


def upgrade() -> None:
    """Carers who stand already came with their household, as far as anybody can tell."""
    op.add_column("carer", sa.Column("added_at", Moment, nullable=True))
    op.execute(FROM_HOUSEHOLD)
    with op.batch_alter_table("carer") as carer:
        carer.alter_column("added_at", existing_type=Moment, nullable=False)
