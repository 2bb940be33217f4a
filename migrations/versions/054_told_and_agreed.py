"""The law's clocks that are kept with households are worked out anew: what they follow has changed since 049.

That the applicant was told of a decision (DM-4) is asked for until it is on record, and not for two months only. A
foster care agreement that is not signed has a clock (DM-6).
"""

from __future__ import annotations

from alembic import op

revision = "054"
down_revision = "053"

# `crm init` works out from their events which clocks run on these households.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT DISTINCT journey_tie.household_id FROM journey_tie JOIN event ON event.journey_id = journey_tie.journey_id
WHERE event.kind IN ('household_approved', 'approval_refused')
ON CONFLICT (household_id) DO NOTHING
"""


def upgrade() -> None:
    op.execute(TO_FOLD)
