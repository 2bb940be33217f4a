"""What carers propose to change of what is known of them and of who lives with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment

revision = "066"
down_revision = "065"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "detail_proposal",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=True),
        sa.Column("member_id", BigId, sa.ForeignKey("household_member.id"), nullable=True),
        sa.Column("said", Json, nullable=False),
        sa.Column("nature", sa.String(20), nullable=False),
        sa.Column("since", sa.Date, nullable=True),
        sa.Column("base", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("sent_at", Moment, nullable=False),
        sa.Column("sent_by", sa.Integer, nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("answer", sa.Text, nullable=True),
        sa.Column("settled_at", Moment, nullable=True),
        sa.Column("settled_by", sa.Integer, nullable=True),
    )
    op.create_index("detail_proposal_by_agency", "detail_proposal", ["agency_id", "state"])
    op.create_index("detail_proposal_by_household", "detail_proposal", ["household_id"])
    op.create_index("detail_proposal_by_carer", "detail_proposal", ["carer_id"])
    op.create_index("detail_proposal_by_member", "detail_proposal", ["member_id"])
