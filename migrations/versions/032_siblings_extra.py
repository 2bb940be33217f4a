"""How many places more a household has for siblings (B-10), so that a home for them is found by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "032"
down_revision = "031"

# `crm init` works it out from their events.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT household_id FROM household_now WHERE stage IN ('approved', 'notice')
AND household_id NOT IN (SELECT household_id FROM to_fold)
"""


def upgrade() -> None:
    column = sa.Column("siblings_extra", sa.Integer, nullable=False, server_default="0")
    op.add_column("household_now", column)
    op.execute(TO_FOLD)
