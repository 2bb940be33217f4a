"""Households with carers, addresses and former values; users, sessions and attempts to sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "002"
down_revision = "001"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _searched(length: int) -> sa.String:
    """Text in plain byte order, so that an index on PostgreSQL finds a beginning, as it does on SQLite."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    _households()
    _former_values()
    _users()
    _sign_in()


def _households() -> None:
    op.create_table(
        "household",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=True),  # as it stands in lists; none once erased
        sa.Column("name_folded", _searched(400), nullable=True),  # for search: see crm/people/folding.py
        sa.Column("area", sa.String(4), nullable=True),  # the district of the postcode, DE22
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_index("household_by_name", "household", ["agency_id", "name_folded"])
    op.create_table(
        "carer",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=True),
        sa.Column("email", sa.String(254), nullable=True),  # never identity: couples share one
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("phone_folded", _searched(40), nullable=True),  # its digits, from the area code on
        sa.UniqueConstraint("household_id", "position", name="carer_position_once"),
        sa.CheckConstraint("position IN (1, 2)", name="carer_one_or_two"),
    )
    op.create_index("carer_by_phone", "carer", ["phone_folded"])
    op.create_index("carer_by_email", "carer", ["email"])
    op.create_table(
        "address",
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("lines", sa.String(400), nullable=True),  # one to five lines, parted by newlines
        sa.Column("postcode", sa.String(8), nullable=True),
        sa.Column("postcode_folded", _searched(7), nullable=True),  # without the space
    )
    op.create_index("address_by_postcode", "address", ["agency_id", "postcode_folded"])


def _former_values() -> None:
    op.create_table(
        "former_value",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("subject", sa.String(10), nullable=False),  # carer 1, carer 2, address
        sa.Column("field", sa.String(20), nullable=False),
        sa.Column("value", sa.String(400), nullable=True),  # what it was; blank if nothing was known
        sa.Column("nature", sa.String(10), nullable=False),  # corrected (it was never so) or changed
        sa.Column("until", sa.Date, nullable=False),  # the day from which the next value holds
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.CheckConstraint("nature IN ('corrected', 'changed')", name="former_value_nature"),
    )
    op.create_index("former_value_by_household", "former_value", ["household_id", "id"])


def _users() -> None:
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),  # in canonical form
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=True),
        sa.Column("hub_id", sa.Integer, sa.ForeignKey("hub.id"), nullable=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=True),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.CheckConstraint("(agency_id IS NULL) <> (hub_id IS NULL)", name="user_account_one_scope"),
        sa.CheckConstraint("(role = 'hub') = (hub_id IS NOT NULL)", name="user_account_hub_role"),
        sa.CheckConstraint("(role = 'carer') = (household_id IS NOT NULL)", name="user_account_carer_role"),
    )
    op.create_table(
        "signed_in",
        sa.Column("id_hash", sa.String(64), primary_key=True),  # SHA-256 of what the cookie holds
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("data", Json, nullable=False),  # notices to show, the token of forms
    )


def _sign_in() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("account_hash", sa.String(64), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.CheckConstraint("outcome IN ('failed', 'refused', 'succeeded')", name="sign_in_attempt_outcome"),
    )
    op.create_index("sign_in_attempt_by_account", "sign_in_attempt", ["account_hash", "at"])
    op.create_index("sign_in_attempt_by_address", "sign_in_attempt", ["address", "at"])
    op.create_index("sign_in_attempt_by_time", "sign_in_attempt", ["at"])
    op.create_table(
        "done_once",
        sa.Column("key", sa.String(64), primary_key=True),  # travels in a form
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), primary_key=True),
        sa.Column("location", sa.String(400), nullable=False),
        sa.Column("at", Moment, nullable=False, index=True),
    )
