"""What is to be done: a row for each job, written in the same transaction as its cause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "005"
down_revision = "004"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("args", Json, nullable=False),
        sa.Column("key", sa.String(100), nullable=True, unique=True),  # asked for twice, done once
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=True),
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("run_at", Moment, nullable=False),
        sa.Column("sent_at", Moment, nullable=True),  # the last message to Redis about it
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("claimed_at", Moment, nullable=True),
        sa.Column("done_at", Moment, nullable=True),
        sa.Column("parked_at", Moment, nullable=True),  # given up after too many attempts
        sa.Column("error", sa.String(400), nullable=True),
        sa.Column("result", Json, nullable=True),
    )
    op.create_index(
        "job_waiting",
        "job",
        ["run_at"],
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    # Apart from the job's row, which the transaction that carries it out holds locked.
    op.create_table(
        "job_progress",
        sa.Column("job_id", BigId, primary_key=True),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
