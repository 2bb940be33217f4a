"""Employers in the register of an agency: loaded, found by what was typed, and by the key of their link."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm.errors import NotFound
from crm.extensions import db
from crm.register import employer_names as names
from crm.register import settings
from crm.register.employer_tables import Employer, EmployerContact, EmployerSpelling, EmployerStatus

# What is said of an employer, in the order of its form: a version holds each of these.
SAID = (
    *("name", "sector", "size", "supplier", "contract", "is_council"),
    *("leave_days", "leave_for", "leave_from", "leave_until"),
    *("asked_on", "answered_on", "answer", "signed_on"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The status that an employer has, and since when."""

    status: str
    since: date


def load(number: int, agency_ids: Sequence[int]) -> Employer:
    """An employer of these agencies, also one that was merged. NotFound for any other."""
    row = db.session.get(Employer, number)
    if row is None or row.agency_id not in agency_ids:
        raise NotFound("There is no such employer")
    return row


def of_agencies(agency_ids: Sequence[int]) -> list[Employer]:
    """The employers of these agencies by name, without those that were merged into another."""
    own = Employer.agency_id.in_(agency_ids), Employer.merged_into_id.is_(None)
    return sorted(
        db.session.scalars(select(Employer).where(*own)), key=lambda each: (each.name.casefold(), each.id)
    )


def by_key(key: str) -> Employer | None:
    """The employer whose link this is; of one that was merged, the one into which it was."""
    row = db.session.scalar(select(Employer).where(Employer.key == key))
    return db.session.get_one(Employer, stands_for([row.agency_id])[row.id]) if row else None


def stands_for(agency_ids: Sequence[int]) -> Mapping[int, int]:
    """By number, the employer for which each stands: itself, or what it was merged into, however often."""
    columns = select(Employer.id, Employer.merged_into_id).where(Employer.agency_id.in_(agency_ids))
    into = {row.id: row.merged_into_id for row in db.session.execute(columns)}

    def last(number: int) -> int:
        onward = into.get(number)
        return number if onward is None else last(onward)

    return {number: last(number) for number in into}


def statuses(numbers: Collection[int]) -> Mapping[int, Standing]:
    """The status of each of these employers: the one of the latest day that was not taken back."""
    row = EmployerStatus
    chosen = select(row.employer_id, row.status, row.on_day).where(
        row.employer_id.in_(numbers), row.taken_back_at.is_(None)
    )
    found = db.session.execute(chosen.order_by(row.on_day, row.id))
    return {each.employer_id: Standing(each.status, each.on_day) for each in found}


def has_ended(agency_id: int, status: str) -> bool:
    """Whether a status means that the employer takes part no longer."""
    return status in settings.of(agency_id).marked("employer_statuses", "ended")


def spellings(agency_ids: Sequence[int]) -> list[EmployerSpelling]:
    """Every spelling that somebody has spoken about, in these agencies."""
    chosen = select(EmployerSpelling).where(EmployerSpelling.agency_id.in_(agency_ids))
    return list(db.session.scalars(chosen.order_by(EmployerSpelling.id)))


def typed_for(number: int, agency_id: int) -> frozenset[str]:
    """What stands in enquiries for an employer: its spellings, and those of what was merged into it."""
    whose = stands_for([agency_id])
    own = (each for each in spellings([agency_id]) if each.employer_id is not None)
    return frozenset(each.typed for each in own if whose[each.employer_id or 0] == number)


def named(agency_id: int, text: str) -> Employer | None:
    """The employer that a text names, as enquiries are linked: by how it is spelt, and by nothing vaguer."""
    spelt = db.session.scalar(
        select(EmployerSpelling.employer_id).where(
            EmployerSpelling.agency_id == agency_id, EmployerSpelling.typed == names.typed(text)
        )
    )
    return db.session.get_one(Employer, stands_for([agency_id])[spelt]) if spelt else None


def alike(agency_id: int, text: str, *, besides: int | None = None) -> list[int]:
    """The employers that a name may stand for, by any of their spellings, the most alike first."""
    whose = stands_for([agency_id])
    known = [(whose[each.employer_id], each.written) for each in spellings([agency_id]) if each.employer_id]
    return [each for each in names.alike(text, known) if each != besides]


def contacts(numbers: Collection[int]) -> Mapping[int, tuple[EmployerContact, ...]]:
    """The contacts of these employers, who was added first before who came later."""
    chosen = select(EmployerContact).where(EmployerContact.employer_id.in_(numbers)).order_by(EmployerContact.id)
    found: dict[int, tuple[EmployerContact, ...]] = {}
    for each in db.session.scalars(chosen):
        found[each.employer_id] = (*found.get(each.employer_id, ()), each)
    return found
