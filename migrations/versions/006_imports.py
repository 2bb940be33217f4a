"""Files that were uploaded or loaded, which of their rows brought something, and which loads were taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment
from migrations.append_only import protect

revision = "006"
down_revision = "005"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),  # SHA-256 of the file
        sa.Column("told", sa.Integer, nullable=False),  # rows in the file
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("loaded_at", Moment, nullable=False),
        sa.Column("loaded_by", sa.Integer, nullable=True),
    )
    op.create_index("import_batch_by_agency", "import_batch", ["agency_id", "id"])
    op.create_table(
        "import_row",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("import_batch.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),  # as the spreadsheet numbers it
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False),
        sa.Column("recorded_on", sa.Date, nullable=False),
        sa.Column("began", sa.Boolean, nullable=False),  # the row began the journey
        sa.UniqueConstraint("batch_id", "number", name="import_row_once"),
    )
    op.create_index("import_row_by_journey", "import_row", ["journey_id"])
    op.create_table(
        "import_undo",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("import_batch.id"), nullable=False, unique=True),
        sa.Column("undone_at", Moment, nullable=False),
        sa.Column("undone_by", sa.Integer, nullable=True),
    )
    op.create_table(
        "import_freed",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("undo_id", sa.Integer, sa.ForeignKey("import_undo.id"), nullable=False),
        sa.Column("journey_id", BigId, sa.ForeignKey("journey.id"), nullable=False, unique=True),
    )
    _uploads()
    for table in ("import_batch", "import_row", "import_undo", "import_freed"):
        protect(table)


def _uploads() -> None:
    """Files on their way in. What they hold is erased when they are done with."""
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=True),  # none once erased
        sa.Column("uploaded_at", Moment, nullable=False),
        sa.Column("uploaded_by", sa.Integer, sa.ForeignKey("user_account.id"), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("job_id", BigId, nullable=True),  # the one in hand, or the last
        sa.Column("said", Json, nullable=True),  # what was found in it; none once erased
        sa.Column("batch_id", sa.Integer, sa.ForeignKey("import_batch.id"), nullable=True),
    )
    op.create_index("upload_by_agency", "upload", ["agency_id", "id"])
