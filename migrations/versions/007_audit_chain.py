"""Each row of the audit carries its hash and that of the row before, in a chain for each agency.

The rows that there are are put into their chains as they stand: what was done to them before nobody can say.
"""

from __future__ import annotations

import json
from datetime import UTC
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

from crm.extensions import Json, Moment
from migrations.append_only import keep_growing, protect, unprotect

revision = "007"
down_revision = "006"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
AT_ONCE = 5000  # rows

START = "0" * 64
SAID = ("user_id", "role", "agency_id", "household_id", "action", "about", "reason", "outcome", "request_id")
ENTRY = sa.table(
    "audit_entry",
    sa.column("id", BigId),
    sa.column("at", Moment),
    sa.column("fields", Json),
    sa.column("chain", sa.Integer),
    sa.column("seq", BigId),
    sa.column("previous", sa.String),
    sa.column("hash", sa.String),
    *(sa.column(name) for name in SAID),
)


def upgrade() -> None:
    chain = op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # the agency's, or 0
        sa.Column("entries", BigId, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        postgresql_with={"fillfactor": "20"},  # each row of the audit changes one here: room to do so in place
    )
    unprotect("audit_entry")
    for column in (
        sa.Column("chain", sa.Integer, nullable=False, server_default="0"),
        sa.Column("seq", BigId, nullable=False, server_default="0"),
        sa.Column("previous", sa.String(64), nullable=False, server_default=""),
        sa.Column("hash", sa.String(64), nullable=False, server_default=""),
    ):
        op.add_column("audit_entry", column)
    heads = _chained(op.get_bind())
    if heads:
        op.bulk_insert(chain, heads)
    op.create_index("audit_entry_in_chain", "audit_entry", ["chain", "seq"], unique=True)
    protect("audit_entry")
    keep_growing("audit_chain", "entries")


def _chained(bind: sa.Connection) -> list[dict[str, Any]]:
    """Put each row into its chain, in the order of their ids; the head of each chain."""
    heads: dict[int, dict[str, Any]] = {}
    place = sa.update(ENTRY).where(ENTRY.c.id == sa.bindparam("row"))
    place = place.values({name: sa.bindparam(name) for name in ("chain", "seq", "previous", "hash")})
    last = 0
    while True:
        query = sa.select(ENTRY).where(ENTRY.c.id > last).order_by(ENTRY.c.id).limit(AT_ONCE)
        rows = bind.execute(query).mappings().all()
        if not rows:
            return list(heads.values())
        bind.execute(place, [_linked(row, heads) for row in rows])
        last = rows[-1]["id"]


def _linked(row: Any, heads: dict[int, dict[str, Any]]) -> dict[str, Any]:
    number = row["agency_id"] or 0
    head = heads.setdefault(number, {"id": number, "entries": 0, "hash": START})
    head["entries"] += 1
    link = {"chain": number, "seq": head["entries"], "previous": head["hash"]}
    said = {name: row[name] for name in (*SAID, "fields") if row[name] is not None}
    said |= link | {"at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps(said, separators=(",", ":"), sort_keys=True)
    head["hash"] = sha256(text.encode()).hexdigest()
    return {"row": row["id"], **link, "hash": head["hash"]}
