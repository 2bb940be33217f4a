"""Each row of the audit carries its own hash and that of the row before, so that whatever is changed, taken out or
put in between shows (T47). docs/decisions/008 says why there is a chain for each agency, and what it cannot show.

`audit_chain` keeps the head of each chain: how many rows it has, and the hash of the last.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, select, text, update

from crm.audit.tables import AuditChain, AuditEntry
from crm.extensions import db

NO_AGENCY = 0  # the chain of what belongs to no agency
START = "0" * 64  # what stands before the first row of a chain

# Of the tables themselves: half the time of asking the models.
_ENTRY, _CHAIN = cast(Table, AuditEntry.__table__), cast(Table, AuditChain.__table__)
_INSERT = insert(_ENTRY)
_HEAD = select(_CHAIN.c.entries, _CHAIN.c.hash).where(_CHAIN.c.id == bindparam("chain")).with_for_update()
_MOVE = update(_CHAIN).where(_CHAIN.c.id == bindparam("chain"))
# Both at once, where the database can: a look puts one row on record, and each way there and back is a tenth of it.
_MOVED = _MOVE.values(entries=bindparam("seq"), hash=bindparam("hash")).returning(_CHAIN.c.id).cte("moved")
_INSERT_AND_MOVE = insert(_ENTRY).values({each: bindparam(each.name) for each in _ENTRY.c if each.name != "id"})
_INSERT_AND_MOVE = _INSERT_AND_MOVE.add_cte(_MOVED)
_BEGIN = text("INSERT INTO audit_chain (id, entries, hash) VALUES (:chain, 0, :hash) ON CONFLICT (id) DO NOTHING")

_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode


def digest(row: Mapping[str, Any]) -> str:
    """The hash of a row, with its place in the chain and the hash before it.

    What a row leaves empty is left out, so that a column of a later version changes no earlier hash.
    """
    said = {name: value for name, value in row.items() if value is not None and name not in ("id", "hash")}
    said["at"] = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(_encode(said).encode()).hexdigest()


def add(rows: list[dict[str, Any]]) -> None:
    """Put rows at the end of their chains, whose heads nobody else can move until this transaction ends.

    The chains are taken in order, so that no two transactions wait for each other.
    """
    chains: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        chains.setdefault(row["agency_id"] or NO_AGENCY, []).append(row)
    connection = db.session.connection()  # what is asked of it directly takes less time than by the session
    for chain, its in sorted(chains.items()):
        entries, last = _head(connection, chain)
        for seq, row in enumerate(its, start=entries + 1):
            row |= {"chain": chain, "seq": seq, "previous": last}
            row["hash"] = last = digest(row)
        if len(its) == 1 and connection.dialect.name == "postgresql":
            connection.execute(_INSERT_AND_MOVE, its[0])
            continue
        connection.execute(_INSERT, its if len(its) > 1 else its[0])
        connection.execute(_MOVE, {"chain": chain, "entries": entries + len(its), "hash": last})


def _head(connection: Connection, chain: int) -> tuple[int, str]:
    """How many rows a chain has and the hash of the last; a new chain is begun."""
    asked = {"chain": chain}
    found = connection.execute(_HEAD, asked).one_or_none()
    if found is None:
        connection.execute(_BEGIN, asked | {"hash": START})
        found = connection.execute(_HEAD, asked).one()
    return found.entries, found.hash
