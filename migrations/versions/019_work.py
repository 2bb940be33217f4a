"""Who works with which household, and what is still to be done: the officer's page of today."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment
from migrations.append_only import protect

revision = "019"
down_revision = "018"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    # No foreign key: accounts of carers point at households, and a circle of tables cannot be put back in order.
    op.add_column("household", sa.Column("worker_id", sa.Integer, nullable=True))
    op.create_index("household_by_worker", "household", ["agency_id", "worker_id"])
    op.create_table(
        "assignment",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("worker_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),  # none: nobody
        sa.Column("assigned_at", Moment, nullable=False),
        sa.Column("assigned_by", sa.Integer, nullable=True),
    )
    op.create_index("assignment_by_household", "assignment", ["household_id", "id"])
    op.create_index("assignment_by_worker", "assignment", ["worker_id", "id"])
    op.create_index("assignment_by_agency", "assignment", ["agency_id", "id"])
    protect("assignment")
    op.create_table(
        "task",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("worker_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),  # none: its worker's
        sa.Column("kind", sa.String(20), nullable=False),  # step, call_back, keep_warm, clock
        sa.Column("what", sa.String(200), nullable=True),  # in somebody's own words; none once erased
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=True),  # of a clock
        sa.Column("clock", sa.String(40), nullable=True),  # its name in the agency's settings
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("made_by", sa.Integer, nullable=True),
        sa.Column("done_at", Moment, nullable=True),
        sa.Column("done_by", sa.Integer, nullable=True),
        sa.Column("outcome", sa.String(20), nullable=True),  # how it ended: done, moved, no_answer, dropped
    )
    op.create_index("task_by_household", "task", ["household_id", "id"])
    op.create_index("task_by_worker", "task", ["worker_id", "done_at"])
    op.create_index("task_by_agency", "task", ["agency_id", "done_at", "due_on"])
    op.create_index("task_by_journey", "task", ["journey_id"])
