"""What is kept of the clock of RV-6 is called anew: it names the last day to answer, and no day to act."""

from __future__ import annotations

from alembic import op

revision = "084"
down_revision = "083"

# `crm init` works out from their events what the clocks of these households are called.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT DISTINCT household_id FROM held_clock WHERE rule = 'RV-6'
ON CONFLICT (household_id) DO NOTHING
"""


def upgrade() -> None:
    op.execute(TO_FOLD)
