"""Invitations, links that choose a new password, second factors, and since when an account was not used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "009"
down_revision = "008"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _accounts()
    _links()
    _second_factors()


def _accounts() -> None:
    op.add_column("user_account", sa.Column("used_at", Moment, nullable=True))  # the last sign-in
    op.add_column("user_account", sa.Column("warned_at", Moment, nullable=True))  # told that it lies unused
    op.add_column("user_account", sa.Column("closed_at", Moment, nullable=True))
    op.add_column("user_account", sa.Column("closed_because", sa.String(20), nullable=True))
    op.add_column("user_account", sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")))
    op.create_index("user_account_by_agency", "user_account", ["agency_id"])
    op.add_column("signed_in", sa.Column("device", sa.String(60), nullable=True))  # 'Firefox on Windows'
    op.add_column("signed_in", sa.Column("waits_for", sa.String(10), nullable=True))  # the second step


def _links() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=True, unique=True),  # none until its mail is sent
        sa.Column("email", sa.String(254), nullable=False),  # in canonical form
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False, index=True),
        sa.Column("invited_at", Moment, nullable=False),
        sa.Column("invited_by", sa.Integer, nullable=True),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("accepted_at", Moment, nullable=True),
        sa.Column("revoked_at", Moment, nullable=True),
    )
    op.create_table(
        "password_reset",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("email", sa.String(254), nullable=False),  # where it was sent: a changed address ends it
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("ended_at", Moment, nullable=True),  # used, or a newer one took its place
    )


def _second_factors() -> None:
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), primary_key=True),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("enrolled_at", Moment, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),  # of 30 seconds: no code of it, or before, again
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", Moment, nullable=True),
    )
