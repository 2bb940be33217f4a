"""Courses of several days, and such as a council opens to the others of its hub."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "110"
down_revision = "109"


def upgrade() -> None:
    # A column that may not be empty begins with something in it: the day of each stands in the next line.
    op.add_column("course_session", sa.Column("last_day", sa.Date, nullable=False, server_default="1970-01-01"))
    op.execute("UPDATE course_session SET last_day = on_day")
    op.add_column("course_session", sa.Column("open_to_hub", sa.Boolean, nullable=False, server_default=sa.false()))
