"""What a carer signed of stopping is of the approval that stood then, by its journey."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "103"
down_revision = "102"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
# A journey is of the household of its latest tie, and records that are one are read together: the event may be of
# another record than the notice.
APPROVED = """
SELECT event.journey_id FROM event
JOIN journey_tie ON journey_tie.journey_id = event.journey_id
JOIN household tied ON tied.id = journey_tie.household_id
JOIN household own ON own.id = carer_notice.household_id
WHERE COALESCE(tied.merged_into_id, tied.id) = COALESCE(own.merged_into_id, own.id)
AND NOT EXISTS (
  SELECT 1 FROM journey_tie later WHERE later.journey_id = journey_tie.journey_id AND later.id > journey_tie.id
)
AND event.kind = 'household_approved' AND event.happened_on <= carer_notice.signed_on
AND NOT EXISTS (SELECT 1 FROM event struck WHERE struck.corrects_id = event.id)
ORDER BY event.happened_on DESC, event.id DESC LIMIT 1
"""


def upgrade() -> None:
    op.add_column("carer_notice", sa.Column("journey_id", BigId, nullable=True))
    op.execute(f"UPDATE carer_notice SET journey_id = ({APPROVED})")  # noqa: S608 - no word of it is anybody's
