"""The two ledgers, append-only; journeys and their ties to households; where each household is now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment
from migrations.append_only import protect

revision = "003"
down_revision = "002"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _journeys()
    _events()
    _entries("stage_entry", sa.Column("kind", sa.String(40), nullable=False))
    _entries(
        "bed_entry",
        sa.Column("book", sa.String(10), nullable=False),
        sa.Column("cause", sa.String(20), nullable=False),
    )
    for table, what in (("stage_entry", ["kind"]), ("bed_entry", ["book", "cause"])):
        covered = ["population", "effective_on", "recorded_at", "quantity"]
        op.create_index(f"{table}_by_agency", table, ["agency_id", *what, *covered])
        op.create_index(f"{table}_by_kind", table, [*what, *covered])
        op.create_index(f"{table}_by_journey", table, ["journey_id"])
    _household_now()
    for table in ("journey", "journey_tie", "event", "stage_entry", "bed_entry"):
        protect(table)


def _journeys() -> None:
    op.create_table(
        "journey",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("route", sa.String(20), nullable=False),
        sa.Column("reference", sa.String(60), nullable=True),  # the council's own, from its tracker
        sa.Column("created_at", Moment, nullable=False),
    )
    # Not unique: a load that is undone leaves its journeys, and frees their references for the next.
    op.create_index("journey_by_reference", "journey", ["agency_id", "reference"])
    op.create_table(
        "journey_tie",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("reason", sa.String(40), nullable=False),
    )
    op.create_index("journey_tie_by_journey", "journey_tie", ["journey_id", "id"])
    op.create_index("journey_tie_by_household", "journey_tie", ["household_id", "journey_id"])


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("route", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),  # 1, 2, 3, ... within the journey
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),  # when the service first knew
        sa.Column("stored_at", Moment, nullable=False),  # the true moment of writing
        sa.Column("recorded_by", sa.Integer, nullable=True),
        sa.Column("corrects_id", BigId, sa.ForeignKey("event.id"), nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),  # of a correction, as a code
        sa.Column("batch_id", sa.Integer, nullable=True),  # of a history load
        sa.UniqueConstraint("journey_id", "seq", name="event_seq_once"),
    )
    # What an agency's approvals follow from is a few of its events among very many.
    op.create_index("event_by_kind", "event", ["agency_id", "kind"])
    op.create_index("event_by_batch", "event", ["batch_id"])


def _entries(table: str, *what: sa.Column[str]) -> None:
    op.create_table(
        table,
        sa.Column("id", BigId, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("event_id", BigId, sa.ForeignKey("event.id"), nullable=False),  # what is counted
        sa.Column(
            "because_id", BigId, sa.ForeignKey("event.id"), nullable=True
        ),  # the news that counted it; none for a tie
        sa.Column("route", sa.String(20), nullable=False),
        sa.Column("population", sa.String(20), nullable=False),
        *what,
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
    )


def _household_now() -> None:
    op.create_table(
        "household_now",
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("route", sa.String(20), nullable=False),
        sa.Column("population", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("stage_since", sa.Date, nullable=False),
        sa.Column("enquired_on", sa.Date, nullable=True),
        sa.Column("approved_on", sa.Date, nullable=True),
        sa.Column("ends_on", sa.Date, nullable=True),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("last_event_id", BigId, sa.ForeignKey("event.id"), nullable=False),
        sa.Column("last_on", sa.Date, nullable=False),
    )
    op.create_index("household_now_by_stage", "household_now", ["agency_id", "stage", "stage_since"])
    op.create_index("household_now_by_last", "household_now", ["agency_id", "last_on", "household_id"])
