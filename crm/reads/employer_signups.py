"""Employers that have put themselves forward, as staff see them."""

from __future__ import annotations

from dataclasses import dataclass

from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people.folding import folded
from crm.reads.employers import EmployerSeen, alike
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import employer_signups
from crm.register.employer_tables import EmployerSignup


@dataclass(frozen=True, slots=True)
class SignupSeen:
    """A sign-up, who answered it, and the employers on the register that it may be."""

    row: EmployerSignup
    who: str
    alike: tuple[EmployerSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class Signups(Paged):
    """A page of them; how many match, of how many."""

    rows: tuple[SignupSeen, ...]
    total: int
    every: int
    page: int
    pages: int


def waiting(by: Actor) -> int:
    """How many wait to be answered."""
    return employer_signups.waiting(by.agency_ids)


def listed(q: str, page: int, by: Actor, *, every: bool) -> Signups:
    """A page of those that wait, or of all, by part of their name or reference."""
    rows = employer_signups.of_agencies(by.agency_ids, waiting=not every)
    wanted = folded(q)
    found = [row for row in rows if wanted in folded(f"{row.name} {row.reference}")]
    page, pages = page_of(page, len(found))
    shown = found[(page - 1) * PAGE : page * PAGE]
    names = names_of(row.settled_by for row in shown)
    seen = tuple(SignupSeen(row, names[row.settled_by] if row.outcome else "") for row in shown)
    return Signups(seen, len(found), len(rows), page, pages)


def one(number: int, by: Actor) -> SignupSeen:
    """One of them. NotFound: there is none, or it is another council's."""
    row = db.session.get(EmployerSignup, number)
    if row is None or row.agency_id not in by.agency_ids:
        raise NotFound("There is no such sign-up")
    return SignupSeen(row, names_of([row.settled_by])[row.settled_by] if row.outcome else "", alike(row.name, by))
