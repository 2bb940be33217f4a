"""Employers as pages show them: the register, one with all that was said of it, and the register as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from crm.actor import Actor
from crm.extensions import db
from crm.people.folding import folded
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import agencies, employers
from crm.register.employer_tables import (
    Employer,
    EmployerContact,
    EmployerSpelling,
    EmployerStatus,
    EmployerVersion,
)
from crm.register.employers import Standing
from crm.reports.scope import Scope

MOST_EXPORTED = 5000  # employers a file


@dataclass(frozen=True, slots=True)
class EmployerSeen:
    """An employer, with its status and its council's name."""

    row: Employer
    standing: Standing | None
    agency: str

    @property
    def number(self) -> int:
        return self.row.id

    @property
    def ended(self) -> bool:
        """Whether it takes part no longer."""
        return self.standing is not None and employers.has_ended(self.row.agency_id, self.standing.status)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; blank narrows nothing. `supplier` is yes or no, `agency` a council's slug."""

    q: str = ""
    status: str = ""
    sector: str = ""
    supplier: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of the register; how many match, of how many."""

    rows: tuple[EmployerSeen, ...]
    total: int
    every: int
    page: int
    pages: int
    several: bool


@dataclass(frozen=True, slots=True)
class StatusSeen:
    """A status of an employer, who recorded it, and whether it was taken back."""

    number: int
    status: str
    on: date
    recorded_at: datetime
    who: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """What was said otherwise from a moment on: by name of the field, before and after; nothing of the first."""

    at: datetime
    who: str
    fields: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True, slots=True)
class OneEmployer:
    """An employer with its statuses, spellings, contacts and history, the latest first; what was merged into it."""

    seen: EmployerSeen
    agency_slug: str
    statuses: tuple[StatusSeen, ...]
    contacts: tuple[EmployerContact, ...]
    spellings: tuple[EmployerSpelling, ...]
    changes: tuple[ChangeSeen, ...]
    merged: tuple[EmployerSeen, ...]
    into: EmployerSeen | None


def listed(wanted: Wanted, page: int, by: Actor) -> Listing:
    """A page of the register of the asker's councils, by name."""
    every = _seen(employers.of_agencies(by.agency_ids))
    found = _matching(every, wanted, by)
    page, pages = page_of(page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    return Listing(rows, len(found), len(every), page, pages, len(by.agency_ids) > 1)


def matching(wanted: Wanted, by: Actor) -> tuple[EmployerSeen, ...]:
    """All that match, MOST_EXPORTED at most, for a file."""
    return tuple(_matching(_seen(employers.of_agencies(by.agency_ids)), wanted, by)[:MOST_EXPORTED])


def one(number: int, by: Actor) -> OneEmployer:
    """An employer of the asker's councils. NotFound for any other."""
    row = employers.load(number, by.agency_ids)
    [seen] = _seen([row])
    merged = db.session.scalars(select(Employer).where(Employer.merged_into_id == row.id).order_by(Employer.id))
    into = _seen([db.session.get_one(Employer, row.merged_into_id)]) if row.merged_into_id else []
    whose = employers.stands_for([row.agency_id])
    own = [each for each in employers.spellings([row.agency_id]) if whose.get(each.employer_id or 0) == row.id]
    return OneEmployer(
        seen=seen,
        agency_slug=agencies.numbered(row.agency_id).slug,
        statuses=_statuses(row.id),
        contacts=employers.contacts([row.id]).get(row.id, ()),
        spellings=tuple(own),
        changes=_changes(row.id),
        merged=tuple(_seen(list(merged))),
        into=next(iter(into), None),
    )


def of_council(number: int, scope: Scope, by: Actor) -> EmployerSeen:
    """An employer of one of the councils that a report is about. NotFound for any other."""
    row = employers.load(number, [each for each in scope.agency_ids if each in by.agency_ids])
    return _seen([row])[0]


def of_numbers(numbers: Sequence[int], by: Actor) -> tuple[EmployerSeen, ...]:
    """Employers of the asker's councils by their numbers, in this order."""
    there = {each.number: each for each in _seen(employers.of_agencies(by.agency_ids))}
    return tuple(there[number] for number in numbers if number in there)


def alike(name: str, by: Actor, *, besides: int | None = None) -> tuple[EmployerSeen, ...]:
    """The employers that a name may stand for, the most alike first, five at most."""
    found = employers.alike(by.agency_ids[0], name, besides=besides) if name.strip() and by.agency_ids else []
    return of_numbers(found, by)[:5]


def every(by: Actor) -> tuple[EmployerSeen, ...]:
    """The whole register of the asker's councils, by name."""
    return tuple(_seen(employers.of_agencies(by.agency_ids)))


def _matching(every: Sequence[EmployerSeen], wanted: Wanted, by: Actor) -> list[EmployerSeen]:
    asked = folded(wanted.q)
    spelt: dict[int, list[str]] = {}
    if asked:
        whose = employers.stands_for(by.agency_ids)
        for each in employers.spellings(by.agency_ids):
            if each.employer_id is not None:
                spelt.setdefault(whose[each.employer_id], []).append(each.written)
    slugs = {each.id: each.slug for each in agencies.every()}

    def fits(each: EmployerSeen) -> bool:
        text = folded(" ".join([each.row.name, each.row.contract or "", *spelt.get(each.number, ())]))
        status = each.standing.status if each.standing else ""
        return (
            asked in text
            and wanted.status in ("", status)
            and wanted.sector in ("", each.row.sector)
            and wanted.supplier in ("", "yes" if each.row.supplier else "no")
            and wanted.agency in ("", slugs[each.row.agency_id])
        )

    return [each for each in every if fits(each)]


def _seen(rows: Sequence[Employer]) -> list[EmployerSeen]:
    now = employers.statuses([row.id for row in rows])
    names = {each.id: each.name for each in agencies.every()} if rows else {}
    return [EmployerSeen(row, now.get(row.id), names[row.agency_id]) for row in rows]


def _statuses(number: int) -> tuple[StatusSeen, ...]:
    chosen = select(EmployerStatus).where(EmployerStatus.employer_id == number)
    rows = list(db.session.scalars(chosen.order_by(EmployerStatus.on_day.desc(), EmployerStatus.id.desc())))
    names = names_of(row.recorded_by for row in rows)
    return tuple(
        StatusSeen(
            number=row.id,
            status=row.status,
            on=row.on_day,
            recorded_at=row.recorded_at,
            who=names[row.recorded_by],
            taken_back=row.taken_back_at is not None,
        )
        for row in rows
    )


def _changes(number: int) -> tuple[ChangeSeen, ...]:
    chosen = select(EmployerVersion).where(EmployerVersion.employer_id == number).order_by(EmployerVersion.version)
    rows = list(db.session.scalars(chosen))
    names = names_of(row.recorded_by for row in rows)
    found = [ChangeSeen(row.recorded_at, names[row.recorded_by], ()) for row in rows[:1]]
    for before, after in zip(rows, rows[1:], strict=False):
        fields = tuple(
            (name, before.said.get(name), value)
            for name, value in after.said.items()
            if before.said.get(name) != value
        )
        if fields:
            found.append(ChangeSeen(after.recorded_at, names[after.recorded_by], fields))
    return tuple(reversed(found))
