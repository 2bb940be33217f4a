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

from sqlalchemy import Connection, Insert, String, Table, bindparam, func, insert, select, text, update
from sqlalchemy import cast as sql_cast

from crm.audit.tables import AuditChain, AuditEntry
from crm.extensions import db

NO_AGENCY = 0  # the chain of what belongs to no agency
START = "0" * 64  # what stands before the first row of a chain

# Of the tables themselves: half the time of asking the models.
_ENTRY, _CHAIN = cast(Table, AuditEntry.__table__), cast(Table, AuditChain.__table__)
_INSERT = insert(_ENTRY)
_HEAD = select(_CHAIN.c.entries, _CHAIN.c.hash).where(_CHAIN.c.id == bindparam("chain")).with_for_update()
_MOVE = update(_CHAIN).where(_CHAIN.c.id == bindparam("chain"))
_BEGIN = text("INSERT INTO audit_chain (id, entries, hash) VALUES (:chain, 0, :hash) ON CONFLICT (id) DO NOTHING")

_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode


def _linking() -> Insert:
    """One row put at the end of its chain by PostgreSQL itself, which works out the hash as `digest` does.

    Else the head is asked for first, and each way there and back is a tenth of a look. The head is held as `_HEAD`
    holds it: whoever waited for another reads what that one left.
    """
    head = select(_CHAIN).where(_CHAIN.c.id == bindparam("chain")).with_for_update().cte("head")
    seq = (head.c.entries + 1).label("seq")
    before, between, after = (bindparam(each, type_=String) for each in ("before", "between", "after"))
    said = func.concat(before, head.c.hash, between, sql_cast(seq, String), after)
    hashed = func.encode(func.sha256(func.convert_to(said, "UTF8")), "hex")
    link = select(head.c.id.label("chain"), seq, head.c.hash.label("previous"), hashed.label("hash")).cte("link")
    move = update(_CHAIN).where(_CHAIN.c.id == link.c.chain).values(entries=link.c.seq, hash=link.c.hash)
    row = {each.name: bindparam(each.name, type_=each.type) for each in _ENTRY.c if each.name != "id"}
    row |= {each.name: each for each in link.c}
    put = insert(_ENTRY).from_select(list(row), select(*row.values()))
    put = put.add_cte(move.returning(_CHAIN.c.id).cte("moved"))
    return put.execution_options(preserve_rowcount=True)


_LINK = _linking()


def digest(row: Mapping[str, Any]) -> str:
    """The hash of a row, with its place in the chain and the hash before it.

    What a row leaves empty is left out, so that a column of a later version changes no earlier hash.
    """
    return sha256(_encode(_hashed(row)).encode()).hexdigest()


def _hashed(row: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in row.items() if value is not None and name not in ("id", "hash")}
    return said | {"at": row["at"].astimezone(UTC).isoformat(timespec="microseconds")}


def _around(row: Mapping[str, Any]) -> dict[str, str]:
    """What `digest` hashes of a row before `previous`, between that and `seq`, and after: in order of the names."""
    said = _hashed(row)
    before = _encode({name: value for name, value in said.items() if name < "previous"})
    between = _encode({name: value for name, value in said.items() if "previous" < name < "seq"})
    after = _encode({name: value for name, value in said.items() if name > "seq"})
    return {
        "before": f'{before[:-1]},"previous":"',
        "between": f'",{between[1:-1]},"seq":',
        "after": after[1:] if after == "{}" else f",{after[1:]}",
    }


def add(rows: list[dict[str, Any]]) -> None:
    """Put rows at the end of their chains, whose heads nobody else can move until this transaction ends.

    The chains are taken in order, so that no two transactions wait for each other.
    """
    chains: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        chains.setdefault(row["agency_id"] or NO_AGENCY, []).append(row)
    connection = db.session.connection()  # what is asked of it directly takes less time than by the session
    for chain, its in sorted(chains.items()):
        if len(its) == 1 and connection.dialect.name == "postgresql" and _linked(connection, chain, its[0]):
            continue
        entries, last = _head(connection, chain)
        for seq, row in enumerate(its, start=entries + 1):
            row |= {"chain": chain, "seq": seq, "previous": last}
            row["hash"] = last = digest(row)
        connection.execute(_INSERT, its if len(its) > 1 else its[0])
        connection.execute(_MOVE, {"chain": chain, "entries": entries + len(its), "hash": last})


def _linked(connection: Connection, chain: int, row: dict[str, Any]) -> bool:
    """Whether a row was put at the end of its chain in one way there and back: not where it begins the chain."""
    said = row | {"chain": chain}
    return connection.execute(_LINK, said | _around(said)).rowcount == 1


def _head(connection: Connection, chain: int) -> tuple[int, str]:
    """How many rows a chain has and the hash of the last; a new chain is begun."""
    asked = {"chain": chain}
    found = connection.execute(_HEAD, asked).one_or_none()
    if found is None:
        connection.execute(_BEGIN, asked | {"hash": START})
        found = connection.execute(_HEAD, asked).one()
    return found.entries, found.hash
