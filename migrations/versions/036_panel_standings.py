"""What a member of panel was on which day; and a recommendation that was struck out leaves its item to be heard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "036"
down_revision = "035"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
GONE = ("struck_out", "withdrawn")  # the marks that take an event from the record


def upgrade() -> None:
    op.create_table(
        "panel_standing",
        sa.Column("member_id", BigId, sa.ForeignKey("panel_member.id"), primary_key=True),
        sa.Column("from_on", sa.Date, primary_key=True),
        sa.Column("seat", sa.String(12), nullable=False),
        sa.Column("social_worker", sa.Boolean, nullable=False),
        sa.Column("independent", sa.Boolean, nullable=False),
    )
    # What is known of everybody is what they are now: it holds since they joined.
    op.execute(
        "INSERT INTO panel_standing (member_id, from_on, seat, social_worker, independent) "
        "SELECT id, joined_on, seat, social_worker, independent FROM panel_member"
    )
    _free_the_struck_out()


def _free_the_struck_out() -> None:
    """Let the items be heard again whose recommendation, as it was put right last, was struck out."""
    connection = op.get_bind()
    items = connection.execute(sa.text("SELECT id, event_id FROM panel_item WHERE event_id IS NOT NULL")).all()
    after = sa.text("SELECT id, kind FROM event WHERE corrects_id = :event_id ORDER BY id DESC")
    for item_id, event_id in items:
        latest, kind = event_id, ""
        while (row := connection.execute(after, {"event_id": latest}).first()) is not None:
            latest, kind = row
        if kind in GONE:
            connection.execute(sa.text("UPDATE panel_item SET event_id = NULL WHERE id = :id"), {"id": item_id})
