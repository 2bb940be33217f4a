"""The enquiries that name a campaign, and the events that put others right, are found among very many."""

from __future__ import annotations

from alembic import op

revision = "112"
down_revision = "111"

NAMED = {
    "sqlite": "json_extract(data, '$.campaign')",
    "postgresql": "jsonb_extract_path_text(data, 'campaign')",
}


def upgrade() -> None:
    named = NAMED[op.get_bind().dialect.name]
    op.execute(
        f"CREATE INDEX event_by_campaign ON event (agency_id, {named}) "
        f"WHERE kind = 'enquiry_received' AND {named} IS NOT NULL"
    )
    op.execute("CREATE INDEX event_put_right ON event (agency_id, journey_id) WHERE corrects_id IS NOT NULL")
