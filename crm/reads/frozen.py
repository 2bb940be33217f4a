"""Frozen packs: the list of them, one of them proved, and what it is about. They name no household."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.ledger import frozen
from crm.ledger.frozen_tables import FrozenPack
from crm.people.folding import folded
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.reports import scope as scopes
from crm.reports.period import Period
from crm.reports.scope import Scope

INTERIM, WHOLE = "interim", "whole"
STATES = (INTERIM, WHOLE)


@dataclass(frozen=True, slots=True)
class PackSeen:
    """A pack without its bytes: what it is about, as known on which day, who froze it and when."""

    id: int
    scope: str
    scope_name: str
    is_hub: bool
    period: Period
    known_on: date
    interim: bool
    frozen_at: datetime
    frozen_by: str
    content_hash: str
    behind_hash: str

    @property
    def parameter(self) -> str:
        """The name under which an address gives its agency or hub."""
        return "hub" if self.is_hub else "agency"

    def of_same(self, other: PackSeen) -> bool:
        """Whether two packs are of the same agency or hub and the same period, so that they can be compared."""
        mine, others = ((each.scope, each.is_hub, each.period) for each in (self, other))
        return mine == others


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack with its bytes. `intact`: they are what was frozen."""

    seen: PackSeen
    content: bytes
    behind: bytes
    intact: bool
    agency_ids: tuple[int, ...]

    @property
    def scope(self) -> Scope:
        """The agencies that it is about, under the name that it had."""
        return scopes.of_ids(self.seen.scope, self.seen.scope_name, self.agency_ids, is_hub=self.seen.is_hub)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; blank texts narrow nothing."""

    q: str = ""
    of: str = ""  # 'agency:derby', 'hub:d2n2'
    state: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of the list, how many match, and how many packs there are at all."""

    rows: tuple[PackSeen, ...]
    total: int
    every: int
    page: int
    pages: int


def listing(wanted: Wanted, page: int, by: Actor) -> Listing:
    """A page of the packs that one may open, the latest first."""
    found, everything = every(wanted, by), len(every(Wanted(), by))
    page, pages = page_of(page, len(found))
    return Listing(tuple(found[(page - 1) * PAGE : page * PAGE]), len(found), everything, page, pages)


def every(wanted: Wanted, by: Actor) -> list[PackSeen]:
    """All of them that match: what is searched for is in the name, the period, or who froze it."""
    chosen = select(FrozenPack).where(frozen.only_of(by.agency_ids))
    packs = db.session.scalars(chosen.order_by(FrozenPack.id.desc())).all()
    names = names_of(each.frozen_by for each in packs)
    asked = folded(wanted.q)
    return [
        each
        for each in (_seen(pack, names) for pack in packs)
        if asked in folded(f"{each.scope_name} {each.period.label} {each.frozen_by}")
        and wanted.of in ("", f"{each.parameter}:{each.scope}")
        and wanted.state in ("", INTERIM if each.interim else WHOLE)
        and wanted.period in (None, each.period)
    ]


def opened(number: int, by: Actor) -> Opened:
    """One of them with its bytes. NotFound: there is none, or it is about an agency that is not the asker's."""
    chosen = select(FrozenPack).where(FrozenPack.id == number, frozen.only_of(by.agency_ids))
    pack = db.session.scalars(chosen).one_or_none()
    if pack is None:
        raise NotFound("There is no such pack")
    seen = _seen(pack, names_of([pack.frozen_by]))
    return Opened(seen, pack.content, pack.behind, frozen.intact(pack), frozen.agencies_of(pack.id))


def _seen(pack: FrozenPack, names: Mapping[int | None, str]) -> PackSeen:
    own: dict[str, Any] = {
        name: getattr(pack, name)
        for name in ("id", "scope", "scope_name", "is_hub", "known_on", "interim", "frozen_at")
    }
    hashes = {name: getattr(pack, name) for name in ("content_hash", "behind_hash")}
    return PackSeen(**own, **hashes, period=Period(pack.first, pack.last), frozen_by=names[pack.frozen_by])
