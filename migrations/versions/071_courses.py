"""Courses that councils offer on a day, who has a place on them, and how long a course was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "071"
down_revision = "070"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("skill_entry", sa.Column("minutes", sa.Integer, nullable=True))
    op.create_table(
        "course_session",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),  # who offers it
        sa.Column("course", sa.String(40), nullable=False),  # of the setting 'training_courses'
        sa.Column("title", sa.String(100), nullable=True),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("begins_at", sa.String(5), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("online", sa.Boolean, nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("called_off_at", Moment, nullable=True),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
    )
    op.create_index("course_session_by_agency", "course_session", ["agency_id", "on_day"])
    op.create_table(
        "course_booking",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("session_id", BigId, sa.ForeignKey("course_session.id"), nullable=False),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),  # of the carer's household
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_by", sa.Integer, nullable=True),
        sa.Column("entry_id", BigId, sa.ForeignKey("skill_entry.id"), nullable=True),
        sa.UniqueConstraint("session_id", "carer_id", name="course_booking_once"),
    )
    for name in ("agency_id", "household_id", "carer_id", "entry_id"):
        op.create_index(f"course_booking_by_{name.removesuffix('_id')}", "course_booking", [name])
