"""What was done to many journeys at once, and what became of each: so that it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "023"
down_revision = "022"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "many_act",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),  # close, assign, write
        sa.Column("asked", Json, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),  # waiting, done, undoing, undone
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.Integer, nullable=True),
        sa.Column("carried_on", Moment, nullable=False),  # not before then
        sa.Column("done_at", Moment, nullable=True),
        sa.Column("job_id", BigId, nullable=True),
        sa.Column("undo_reason", sa.String(40), nullable=True),
        sa.Column("undone_at", Moment, nullable=True),
        sa.Column("undone_by", sa.Integer, nullable=True),
    )
    op.create_index("many_act_by_agency", "many_act", ["agency_id", "id"])
    op.create_table(
        "many_act_item",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("act_id", sa.Integer, sa.ForeignKey("many_act.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),  # waiting, done, refused, undone, kept
        sa.Column("said", sa.String(400), nullable=True),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=True),
        sa.Column("was_with", sa.Integer, nullable=True),  # whose the household was
    )
    op.create_index("many_act_item_by_act", "many_act_item", ["act_id", "id"])
    op.create_index("many_act_item_by_household", "many_act_item", ["household_id"])
    op.create_index("many_act_item_by_journey", "many_act_item", ["journey_id"])
    op.create_index("many_act_item_by_event", "many_act_item", ["event_id"])
