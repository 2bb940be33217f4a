"""Proving that the audit is whole: every chain is walked from its start, and must end at its head."""

from __future__ import annotations

from collections.abc import Collection, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, select

from crm.audit.chain import START, digest
from crm.audit.tables import AuditChain, AuditEntry
from crm.extensions import db

AT_ONCE = 5000  # rows in memory

_ENTRY, _CHAIN = cast(Table, AuditEntry.__table__), cast(Table, AuditChain.__table__)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the agency's number (0: of no agency), how many rows it has, the hash of the last."""

    chain: int
    entries: int
    hash: str


def heads() -> list[Head]:
    """The end of each chain, as the database keeps it. A copy kept elsewhere proves that no row was lost since."""
    rows = db.session.execute(select(_CHAIN.c.id, _CHAIN.c.entries, _CHAIN.c.hash).order_by(_CHAIN.c.id))
    return [Head(*row) for row in rows]


def first_wrong(kept: list[Head], agencies: Collection[int] = ()) -> str | None:
    """What is wrong with the first row that does not fit its chain, in words; None if all fit.

    `kept` are heads from elsewhere, of now or of earlier: each must still be a row of its chain. `agencies` are
    those that there are: adding one writes the first row of its chain, so that each must have one (T47).
    """
    db.session.rollback()
    if db.session.get_bind().dialect.name == "postgresql":  # one moment for all chains, while others write
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    now = {head.chain: head for head in heads()}
    there = set(db.session.execute(select(_ENTRY.c.chain).distinct()).scalars())
    for chain in sorted(there | set(now) | set(agencies) | {head.chain for head in kept}):
        if chain in agencies and chain not in there and now.get(chain, Head(chain, 0, START)).entries == 0:
            return f"{_named(chain)}: every row is missing, the one of its addition too"
        head = now.get(chain, Head(chain, 0, START))
        found = _wrong(head, [each for each in kept if each.chain == chain])
        if found is not None:
            return f"{_named(chain)}: {found}"
    return None


def _named(chain: int) -> str:
    return f"agency {chain}" if chain else "no agency"


def _wrong(head: Head, kept: list[Head]) -> str | None:
    """Walk one chain to its end; what is wrong first."""
    seq, last, row_id = 0, START, 0
    known = {each.entries: each.hash for each in kept}
    with closing(_rows(head.chain)) as rows:
        for row in rows:
            seq += 1
            said = _misfit(row, seq, last, row_id)
            if said is None and known.get(seq, row["hash"]) != row["hash"]:
                said = f"its row {row['id']}, number {seq}, is not the one that the copy of the head names"
            if said is not None:
                return said
            last, row_id = row["hash"], row["id"]
    longest = max([head.entries, *known])
    if longest > seq:
        return f"it has {seq} rows, and had {longest}: those after row {row_id or 'none'} are missing"
    if (head.entries, head.hash) != (seq, last):
        return f"its head says {head.entries} rows, and there are {seq}"
    return None


def _misfit(row: dict[str, Any], seq: int, last: str, before: int) -> str | None:
    name = f"row {row['id']}"
    if row["seq"] != seq:
        return f"number {seq} is missing: {name} is number {row['seq']}"
    if row["previous"] != last:
        return f"{name} does not follow the row before it"
    if digest(row) != row["hash"]:
        return f"{name} does not say what it said when it was written"
    if row["id"] <= before:
        return f"{name} was written after row {before}, and has changed its number"
    return None


def _rows(chain: int) -> Generator[dict[str, Any], None, None]:
    query = select(_ENTRY).where(_ENTRY.c.chain == chain).order_by(_ENTRY.c.seq)
    with db.session.execute(query, execution_options={"yield_per": AT_ONCE}) as found:
        for row in found.mappings():
            yield dict(row)
