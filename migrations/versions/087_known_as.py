"""As whom a member of panel is known is kept by day: by name and account, as they were when they sat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "087"
down_revision = "086"


def upgrade() -> None:
    with op.batch_alter_table("panel_standing") as table:
        table.add_column(sa.Column("name", sa.String(100)))
        table.add_column(sa.Column("user_id", sa.Integer))
        table.create_foreign_key("panel_standing_user_id_fkey", "user_account", ["user_id"], ["id"])
    # What is known of everybody is as whom the list has them now.
    op.execute(
        "UPDATE panel_standing SET "
        "name = (SELECT name FROM panel_member WHERE panel_member.id = panel_standing.member_id), "
        "user_id = (SELECT user_id FROM panel_member WHERE panel_member.id = panel_standing.member_id)"
    )
