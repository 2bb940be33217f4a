"""Places for a parent with a child, and that kind of fostering, say the same: lists are worked out anew."""

from __future__ import annotations

from alembic import op

revision = "079"
down_revision = "078"

# `crm init` works out from their events what the terms of these households say.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT DISTINCT household_id FROM held_terms
WHERE (offers LIKE '%;parent_and_child;%' AND parent_and_child = 0)
OR (offers NOT LIKE '%;parent_and_child;%' AND offers NOT IN ('', ';') AND parent_and_child > 0)
ON CONFLICT (household_id) DO NOTHING
"""


def upgrade() -> None:
    op.execute(TO_FOLD)
