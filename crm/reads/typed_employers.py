"""Employers as they are typed in enquiries and stand in no register yet, and what somebody has said of others."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import aliased

from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.ledger.tables import EventRecord
from crm.people.enquiry_tables import Enquiry
from crm.reads.employers import EmployerSeen, of_numbers
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import employer_names, employers

EVENT = cast(Table, EventRecord.__table__).c
MOST_SETTLED = 200  # names that somebody has spoken about


@dataclass(frozen=True, slots=True)
class Typed:
    """A name as it is mostly typed, in how many enquiries, when last, and the employers that it may stand for."""

    key: str
    written: str
    enquiries: int
    last: date
    alike: tuple[EmployerSeen, ...] = ()

    @property
    def which(self) -> str:
        """What an address names it by: what people typed may name a person, and stands in none (T38)."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Settled:
    """What somebody has said of a typed name: the employer for which it stands, or that it names none."""

    number: int
    written: str
    employer: EmployerSeen | None
    who: str


@dataclass(frozen=True, slots=True)
class Queue(Paged):
    """A page of the names that wait to be linked, and what was said of others, the latest first."""

    rows: tuple[Typed, ...]
    total: int
    every: int
    page: int
    pages: int
    settled: tuple[Settled, ...]


def waiting(by: Actor) -> int:
    """How many typed names wait to be linked."""
    return len(_unlinked(by))


def queue(q: str, page: int, by: Actor) -> Queue:
    """A page of them, those that most enquiries name first. Names of organisations: no household is shown."""
    every = _unlinked(by)
    wanted = employer_names.typed(q)
    found = [each for each in every if wanted in each.key]
    page, pages = page_of(page, len(found))
    rows = tuple(_with_alike(each, by) for each in found[(page - 1) * PAGE : page * PAGE])
    return Queue(rows, len(found), len(every), page, pages, _settled(by))


def one(which: str, by: Actor) -> Typed:
    """A typed name that waits to be linked, by what an address names it by. NotFound: none is named so."""
    found = next((each for each in _unlinked(by) if each.which == which), None)
    if found is None:
        raise NotFound("There is no such name")
    return _with_alike(found, by)


def _with_alike(each: Typed, by: Actor) -> Typed:
    numbers = employers.alike(by.agency_ids[0], each.written)
    return Typed(each.key, each.written, each.enquiries, each.last, of_numbers(numbers, by)[:3])


def _unlinked(by: Actor) -> list[Typed]:
    """What stands in enquiries of the asker's council and nobody has spoken about."""
    known = {each.typed for each in employers.spellings(by.agency_ids)}
    spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
    last: dict[str, date] = {}
    for written, many, day in (*_received(by), *_further(by)):
        text = " ".join((written or "").split())
        key = employer_names.typed(text)
        if key and key not in known:
            spelt[key][text] += many
            last[key] = max(day, last.get(key, day))
    found = [
        Typed(key, min(texts, key=lambda text: (-texts[text], text)), texts.total(), last[key])
        for key, texts in spelt.items()
    ]
    return sorted(found, key=lambda each: (-each.enquiries, each.key))


def _received(by: Actor) -> list[tuple[str, int, date]]:
    """The employers of enquiries that stand: one that was corrected stands as it was corrected."""
    later = aliased(EventRecord)
    named = _named()
    chosen = select(named, func.count(), func.max(EVENT.happened_on)).where(
        EVENT.agency_id.in_(by.agency_ids),
        EVENT.kind == EnquiryReceived.kind,
        named.is_not(None),
        ~select(later.id).where(later.corrects_id == EVENT.id).exists(),
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(chosen.group_by(named))]


def _named() -> ColumnElement[str | None]:
    """The employer that an event's data name, as either database says it."""
    if db.session.get_bind().dialect.name == "sqlite":
        return func.json_extract(EVENT.data, "$.employer")
    return func.jsonb_extract_path_text(EVENT.data, "employer")


def _further(by: Actor) -> list[tuple[str, int, date]]:
    """Those of enquiries that came on a journey that was open: they are no event of their own."""
    own = Enquiry.agency_id.in_(by.agency_ids), Enquiry.event_id.is_(None), Enquiry.employer.is_not(None)
    chosen = select(Enquiry.employer, func.count(), func.max(Enquiry.received_on)).where(*own)
    return [(row[0] or "", row[1], row[2]) for row in db.session.execute(chosen.group_by(Enquiry.employer))]


def _settled(by: Actor) -> tuple[Settled, ...]:
    rows = [each for each in employers.spellings(by.agency_ids) if not each.given][-MOST_SETTLED:]
    whose, names = employers.stands_for(by.agency_ids), names_of(row.linked_by for row in rows)
    numbers = {whose[row.employer_id] for row in rows if row.employer_id}
    there = {each.number: each for each in of_numbers(sorted(numbers), by)}
    return tuple(
        Settled(row.id, row.written, there.get(whose.get(row.employer_id or 0, 0)), names[row.linked_by])
        for row in reversed(rows)
    )
