"""How a household lives: the home, what carers do and speak, who else is there; special category data apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "025"
down_revision = "024"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "household_profile",
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), primary_key=True),
        sa.Column("bedrooms", sa.Integer, nullable=True),
        sa.Column("spare_bedrooms", sa.Integer, nullable=True),
        sa.Column("pets", sa.String(400), nullable=True),
        sa.Column("languages", sa.String(400), nullable=True),  # spoken at home
    )
    op.create_table(
        "carer_profile",
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), primary_key=True),
        sa.Column("born_on", sa.Date, nullable=True),
        sa.Column("occupation", sa.String(100), nullable=True),
        sa.Column("works_for", sa.String(100), nullable=True),
        sa.Column("speaks", sa.String(200), nullable=True),
    )
    # Special category data (UK GDPR, article 9): apart, so that nothing loads it by accident.
    op.create_table(
        "carer_background",
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), primary_key=True),
        sa.Column("heritage", sa.String(100), nullable=True),
        sa.Column("faith", sa.String(100), nullable=True),
    )
    _members()


def _members() -> None:
    op.create_table(
        "household_member",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("name", sa.String(100), nullable=True),  # none once erased
        sa.Column("relation", sa.String(40), nullable=False),  # a code of the list 'member_relations'
        sa.Column("born_on", sa.Date, nullable=True),
        sa.Column("lives_here", sa.Boolean, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
        sa.Column("removed_at", Moment, nullable=True),
        sa.Column("removed_by", sa.Integer, nullable=True),
    )
    op.create_index("household_member_by_household", "household_member", ["household_id", "id"])
    column = sa.Column("member_id", BigId, sa.ForeignKey("household_member.id"), nullable=True)
    op.add_column("former_value", column, inline_references=True)
    op.create_index("former_value_by_member", "former_value", ["member_id"])
