"""Keeping frozen packs, and proving that they are what was frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, func, select

from crm.extensions import db
from crm.ledger.frozen_tables import FrozenAgency, FrozenPack
from crm.ledger.tables import EventRecord, TieRecord


def keep(pack: FrozenPack, agency_ids: Collection[int]) -> int:
    """Put a pack on record for good, with the hashes of its bytes; its number."""
    pack.content_hash, pack.behind_hash = (hash_of(each) for each in (pack.content, pack.behind))
    db.session.add(pack)
    db.session.flush()
    db.session.add_all(FrozenAgency(pack_id=pack.id, agency_id=each) for each in sorted(agency_ids))
    db.session.flush()
    return pack.id


def same(pack: FrozenPack) -> int | None:
    """The latest pack of the same agency or hub and period, if it holds the very same and is what was frozen."""
    of_period = (
        FrozenPack.scope == pack.scope,
        FrozenPack.is_hub == pack.is_hub,
        FrozenPack.first == pack.first,
        FrozenPack.last == pack.last,
    )
    latest = select(FrozenPack).where(*of_period).order_by(FrozenPack.id.desc()).limit(1)
    found = db.session.scalar(latest)
    return found.id if found is not None and found.same_as == pack.same_as and intact(found) else None


def only_of(agency_ids: Collection[int]) -> ColumnElement[bool]:
    """The packs that are about no other agency than these."""
    other = select(FrozenAgency.id).where(
        FrozenAgency.pack_id == FrozenPack.id, FrozenAgency.agency_id.not_in(agency_ids)
    )
    return ~other.exists()


def agencies_of(pack_id: int) -> tuple[int, ...]:
    """The agencies that a pack is about."""
    found = select(FrozenAgency.agency_id).where(FrozenAgency.pack_id == pack_id)
    return tuple(db.session.scalars(found.order_by(FrozenAgency.agency_id)))


def hash_of(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal letters."""
    return hashlib.sha256(content).hexdigest()


def intact(pack: FrozenPack) -> bool:
    """Whether a pack is what was frozen, byte for byte."""
    return (hash_of(pack.content), hash_of(pack.behind)) == (pack.content_hash, pack.behind_hash)


def broken() -> Iterator[str]:
    """A sentence for each pack that is not what was frozen."""
    for pack_id in db.session.scalars(select(FrozenPack.id).order_by(FrozenPack.id)):
        pack = db.session.get_one(FrozenPack, pack_id)
        if not intact(pack):
            yield f"{pack.scope}: frozen pack {pack.id} is not what was frozen: its bytes and its hash differ"
        db.session.expunge(pack)


def marks() -> tuple[int, int]:
    """The last event and the last tie on record: what has a higher number was recorded later."""
    event, tie = (select(func.coalesce(func.max(each), 0)) for each in (EventRecord.id, TieRecord.id))
    return db.session.execute(event).scalar_one(), db.session.execute(tie).scalar_one()
