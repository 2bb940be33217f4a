"""No clock of telling a decision (DM-4) runs on hosts of supported lodgings: what is kept of theirs is anew."""

from __future__ import annotations

from alembic import op

revision = "070"
down_revision = "069"

# `crm init` works out from their events which clocks run on these households.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT DISTINCT household_id FROM held_clock WHERE rule = 'DM-4' AND journey_id IN
(SELECT id FROM journey WHERE route = 'supported_lodgings')
ON CONFLICT (household_id) DO NOTHING
"""


def upgrade() -> None:
    op.execute(TO_FOLD)
