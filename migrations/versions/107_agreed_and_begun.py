"""What carers agreed to ahead, and staff let begin on its day, is agreed, and does not wait for its day still."""

from __future__ import annotations

from alembic import op

revision = "107"
down_revision = "106"

# Its steps tell: what came of it was noted after the agreement, while the request was left as it had been.
SINCE = """
SELECT 1 FROM range_request_step ended WHERE ended.request_id = range_request.id
AND ended.step IN ('agreed', 'settled') AND NOT EXISTS (
  SELECT 1 FROM range_request_step ahead
  WHERE ahead.request_id = ended.request_id AND ahead.step = 'ahead' AND ahead.id > ended.id
)
"""
LAST = "SELECT step FROM range_request_step WHERE request_id = range_request.id ORDER BY id DESC LIMIT 1"
OVER = """
UPDATE range_request SET state = 'offered', agreed_on = NULL, agreed_by = NULL, agreed_event_id = NULL,
agreed_beside = NULL
"""
BEGUN = f"UPDATE range_request SET state = 'agreed' WHERE state = 'ahead' AND ({LAST}) = 'agreed'"  # noqa: S608 - no word of it is anybody's
# Settled by notice, or put right since: nobody's agreement to a day ahead is behind it any more.
WAITS = f"{OVER} WHERE state = 'ahead' AND EXISTS ({SINCE})"


def upgrade() -> None:
    op.execute(BEGUN)
    op.execute(WAITS)
