"""The number on which a member of staff can be called: the carers whose worker they are read it in the portal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "085"
down_revision = "084"


def upgrade() -> None:
    op.add_column("user_account", sa.Column("work_phone", sa.String(40), nullable=True))
