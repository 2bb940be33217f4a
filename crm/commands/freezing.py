"""Freezing a report: it is kept byte for byte as it was, for good."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused
from crm.ledger import frozen
from crm.ledger.frozen_tables import FrozenPack
from crm.ledger.keys import lock

LONGEST_SCOPE, LONGEST_NAME = 60, 200  # characters that a pack keeps of what it is about
Marks = tuple[int, int]  # the last event and the last tie that are on record


class Made(Protocol):
    """The bytes of a report, those of the rows behind it, and the hash of all that it says."""

    @property
    def content(self) -> bytes: ...
    @property
    def behind(self) -> bytes: ...
    @property
    def same_as(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about."""

    scope: str
    scope_name: str
    is_hub: bool
    agency_ids: Collection[int]
    first: date
    last: date
    known_on: date
    interim: bool


class FrozenAlready(Refused):
    """A pack holds the very same: `pack` is its number."""

    def __init__(self, pack: int) -> None:
        super().__init__(
            "This report is frozen already, in the pack below: no figure, no household behind one and no rule has "
            "changed since. Nothing was frozen again."
        )
        self.pack = pack


@command
def freeze(subject: Subject, make: Callable[[datetime, Marks], Made], *, by: Actor) -> int:
    """Keep a report for good; the number of the pack. `make` reads it, while nobody else records anything.

    NotFound: one of its agencies is not the actor's. FrozenAlready: the latest pack of the period says the same.
    """
    if not set(subject.agency_ids) <= set(by.agency_ids):
        raise NotFound("there is no such agency")
    if len(subject.scope) > LONGEST_SCOPE or len(subject.scope_name) > LONGEST_NAME:
        raise Refused("These are too many agencies for one pack: freeze the hub's report, or that of fewer of them")
    for agency_id in sorted(subject.agency_ids):
        lock(agency_id)
    now = clock.now()
    made = make(now, frozen.marks())
    pack = FrozenPack(
        scope=subject.scope,
        scope_name=subject.scope_name,
        is_hub=subject.is_hub,
        first=subject.first,
        last=subject.last,
        known_on=subject.known_on,
        interim=subject.interim,
        frozen_at=now,
        frozen_by=by.user_id,
        same_as=made.same_as,
        content=made.content,
        behind=made.behind,
    )
    if (there := frozen.same(pack)) is not None:
        raise FrozenAlready(there)
    number = frozen.keep(pack, subject.agency_ids)
    audit.record(by, "frozen.freeze", agency_id=_agency(subject.agency_ids), about=f"frozen pack {number}")
    return number


@command
def note_list_taken(packs: int, reason: str, *, by: Actor) -> None:
    """Put on record, before it leaves, that the list of packs was taken as a file. It holds no household."""
    audit.record(by, "frozen.export", agency_id=_agency(by.agency_ids), about=f"{packs} packs", reason=reason)


def _agency(agency_ids: Collection[int]) -> int | None:
    return next(iter(agency_ids)) if len(agency_ids) == 1 else None
