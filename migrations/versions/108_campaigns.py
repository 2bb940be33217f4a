"""Campaigns, their links, and what they have cost: what each said at any time stays on record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment
from migrations.append_only import protect

revision = "108"
down_revision = "107"

TABLES = ("campaign", "campaign_entry", "campaign_link", "campaign_spend", "campaign_spend_part")


def upgrade() -> None:
    op.create_table("campaign", _id(), _of("agency"), _recorded_at())
    op.create_table(
        "campaign_member",
        sa.Column("campaign_id", sa.Integer, sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), primary_key=True, index=True),
    )
    _entry()
    _link()
    _spend()
    for table in TABLES:
        protect(table)


def _entry() -> None:
    op.create_table(
        "campaign_entry",
        *(_id(), _of("campaign")),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("spellings", Json, nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("about", sa.String(2000), nullable=True),
        sa.Column("shares", Json, nullable=False),  # whole percent by the number of the council
        *(_recorded_at(), _recorded_by()),
    )


def _link() -> None:
    op.create_table(
        "campaign_link",
        *(_id(), _of("campaign")),
        sa.Column("key", sa.String(20), nullable=False, unique=True),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        *(_recorded_at(), _recorded_by()),
    )


def _spend() -> None:
    op.create_table(
        "campaign_spend",
        *(_id(), _of("campaign")),
        sa.Column("spent_on", sa.Date, nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("takes_back_id", sa.Integer, sa.ForeignKey("campaign_spend.id"), nullable=True),
        *(_recorded_at(), _recorded_by()),
        sa.UniqueConstraint("takes_back_id", name="campaign_spend_taken_back_once"),
    )
    op.create_table(
        "campaign_spend_part",
        *(_id(), _of("campaign_spend", "spend_id"), _of("agency")),
        sa.Column("pence", sa.Integer, nullable=False),
        sa.UniqueConstraint("spend_id", "agency_id", name="campaign_spend_part_once"),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _of(table: str, name: str | None = None) -> sa.Column[int]:
    return sa.Column(name or f"{table}_id", sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=False, index=True)


def _recorded_at() -> sa.Column[object]:
    return sa.Column("recorded_at", Moment, nullable=False)


def _recorded_by() -> sa.Column[int]:
    return sa.Column("recorded_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True)
