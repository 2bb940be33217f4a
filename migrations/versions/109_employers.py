"""Foster Friendly employers: what is known of each, its statuses, spellings and contacts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "109"
down_revision = "108"


def upgrade() -> None:
    _employers()
    _of_each(
        "employer_version",
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said", Json, nullable=False),
        *_recorded(),
        sa.UniqueConstraint("employer_id", "version", name="employer_version_once"),
    )
    _of_each(
        "employer_status",
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=False, index=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        *_recorded(),
        sa.Column("taken_back_at", Moment, nullable=True),
        sa.Column("taken_back_by", sa.Integer(), nullable=True),
    )
    _of_each(
        "employer_spelling",
        sa.Column("agency_id", sa.Integer(), sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("typed", sa.String(400), nullable=False),
        sa.Column("written", sa.String(100), nullable=False),
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=True, index=True),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("linked_at", Moment, nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=True),
        sa.UniqueConstraint("agency_id", "typed", name="employer_spelling_once"),
    )
    _contacts()


def _contacts() -> None:
    _of_each(
        "employer_contact",
        sa.Column("employer_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=False, index=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("job", sa.String(100), nullable=True),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
    )


def _employers() -> None:
    _of_each(
        "employer",
        sa.Column("agency_id", sa.Integer(), sa.ForeignKey("agency.id"), nullable=False, index=True),
        sa.Column("key", sa.String(16), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("sector", sa.String(40), nullable=False),
        sa.Column("size", sa.String(40), nullable=True),
        sa.Column("supplier", sa.Boolean(), nullable=False),
        sa.Column("is_council", sa.Boolean(), nullable=False),
        sa.Column("contract", sa.String(200), nullable=True),
        sa.Column("leave_days", sa.Integer(), nullable=True),
        sa.Column("leave_for", sa.String(40), nullable=True),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("leave_from", "leave_until")),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("asked_on", "answered_on")),
        sa.Column("answer", sa.String(40), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), sa.ForeignKey("employer.id"), nullable=True, index=True),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
    )


def _recorded() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
    )


def _of_each(name: str, *columns: sa.Column[Any] | sa.UniqueConstraint) -> None:
    op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True), *columns)
