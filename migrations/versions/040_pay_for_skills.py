"""What is known of carers' skills and levels, a row a step; and the month of a placed child's birth."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment
from migrations.append_only import protect

revision = "040"
down_revision = "039"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("placement", sa.Column("born", sa.Date, nullable=True))
    op.create_table(
        "skill_entry",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("carer_id", BigId, sa.ForeignKey("carer.id"), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("what", sa.String(100), nullable=False),  # a level, what one needs, or the code of a course
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("evidence", sa.String(40), nullable=True),  # of the setting 'level_evidence'
        sa.Column("evidence_on", sa.Date, nullable=True),
        sa.Column("document_id", BigId, sa.ForeignKey("document.id"), nullable=True),
        sa.Column("because", sa.String(40), nullable=True),
        sa.Column("about_id", BigId, sa.ForeignKey("skill_entry.id"), nullable=True),  # answered, or struck out
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
    )
    for name in ("agency_id", "household_id", "carer_id", "document_id", "about_id"):
        op.create_index(f"skill_entry_by_{name.removesuffix('_id')}", "skill_entry", [name])
    protect("skill_entry")
