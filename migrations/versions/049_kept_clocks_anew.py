"""The law's clocks that are kept with households are worked out anew: what they follow has changed since 035.

The clock of the IRM's papers runs for approvals too, the last day to answer a proposal is stored, and carers come
from other services and go to them (OA-5). A database that had 035 before those has what was kept then.
"""

from __future__ import annotations

from alembic import op

revision = "049"
down_revision = "048"

# `crm init` works out from their events which clocks run on these households.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT DISTINCT journey_tie.household_id FROM journey_tie JOIN event ON event.journey_id = journey_tie.journey_id
WHERE event.kind IN ('household_approved', 'approval_refused')
ON CONFLICT (household_id) DO NOTHING
"""


def upgrade() -> None:
    op.execute(TO_FOLD)
