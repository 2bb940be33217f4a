"""The terms that households held, day by day; what support a change needs; exemptions; what carers would like."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Moment

revision = "028"
down_revision = "027"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# `crm init` works out from their events what these households held.
TO_FOLD = """
INSERT INTO to_fold (household_id)
SELECT DISTINCT journey_tie.household_id FROM journey_tie JOIN event ON event.journey_id = journey_tie.journey_id
WHERE event.kind = 'household_approved'
ON CONFLICT (household_id) DO NOTHING
"""


def upgrade() -> None:
    _held_terms()
    _support()
    _exemptions()
    op.add_column("carer_profile", sa.Column("sex", sa.String(10), nullable=True))
    for column in (
        sa.Column("wished_places", sa.Integer, nullable=True),
        sa.Column("wished_from", sa.Integer, nullable=True),  # ages in years
        sa.Column("wished_to", sa.Integer, nullable=True),
        sa.Column("wishes", sa.String(400), nullable=True),
    ):
        op.add_column("household_profile", column)


def _held_terms() -> None:
    op.create_table(
        "held_terms",
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), primary_key=True),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), primary_key=True),
        sa.Column("since", sa.Date, primary_key=True),
        sa.Column("until", sa.Date, nullable=True),  # the day on which they held no longer
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("population", sa.String(20), nullable=False),
        sa.Column("approved_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("siblings_extra", sa.Integer, nullable=False),
        sa.Column("parent_and_child", sa.Integer, nullable=False),
        sa.Column("age_from", sa.Integer, nullable=True),
        sa.Column("age_to", sa.Integer, nullable=True),
        sa.Column("offers", sa.Text, nullable=False),
        sa.Column("named_children", sa.Text, nullable=False),
    )
    op.create_index("held_terms_by_day", "held_terms", ["agency_id", "since", "until"])
    op.create_index("held_terms_by_journey", "held_terms", ["journey_id"])
    op.execute(TO_FOLD)


def _support() -> None:
    op.create_table(
        "terms_support",
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), primary_key=True),  # of the proposal
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("support", sa.Text, nullable=True),  # none once erased
    )
    op.create_index("terms_support_by_household", "terms_support", ["household_id"])


def _exemptions() -> None:
    op.create_table(
        "fostering_exemption",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("authority", sa.String(100), nullable=False),  # the council where the carer lives
        sa.Column("children", sa.Text, nullable=True),  # references, between semicolons
        sa.Column("conditions", sa.Text, nullable=True),
        sa.Column("granted_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=True),  # the first day on which it holds no longer
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("ended_at", Moment, nullable=True),
        sa.Column("ended_by", sa.Integer, nullable=True),
    )
    op.create_index("fostering_exemption_by_household", "fostering_exemption", ["household_id", "granted_on"])
    op.create_index("fostering_exemption_by_agency", "fostering_exemption", ["agency_id"])
