"""What a carer signed of stopping is of the approval that stood then, by its journey."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "103"
down_revision = "102"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
APPROVED = """
SELECT event.journey_id FROM event
WHERE event.household_id = carer_notice.household_id AND event.kind = 'household_approved'
AND event.happened_on <= carer_notice.signed_on
ORDER BY event.happened_on DESC, event.id DESC LIMIT 1
"""


def upgrade() -> None:
    op.add_column("carer_notice", sa.Column("journey_id", BigId, nullable=True))
    op.execute(f"UPDATE carer_notice SET journey_id = ({APPROVED})")  # noqa: S608 - no word of it is anybody's
