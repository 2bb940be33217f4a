"""Suppliers of the council, and how far its buyers have come with each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from crm.actor import Actor
from crm.people.folding import folded
from crm.reads.employers import MOST_EXPORTED, EmployerSeen, every
from crm.reads.paging import PAGE, Paged, page_of
from crm.register.employer_tables import Employer

NOT_ASKED, ASKED, ANSWERED, SIGNED = STATES = ("not_asked", "asked", "answered", "signed")


@dataclass(frozen=True, slots=True)
class Suppliers(Paged):
    """A page of them; how many match, and how many of all are in each state."""

    rows: tuple[EmployerSeen, ...]
    total: int
    counts: Mapping[str, int]
    page: int
    pages: int


def state_of(row: Employer) -> str:
    """How far the buyers have come."""
    if row.signed_on:
        return SIGNED
    if row.answered_on:
        return ANSWERED
    return ASKED if row.asked_on else NOT_ASKED


def listed(q: str, state: str, page: int, by: Actor) -> Suppliers:
    """A page of them by name."""
    found = matching(q, state, by)
    page, pages = page_of(page, len(found))
    counts = Counter(state_of(each.row) for each in matching("", "", by))
    return Suppliers(tuple(found[(page - 1) * PAGE : page * PAGE]), len(found), counts, page, pages)


def matching(q: str, state: str, by: Actor) -> list[EmployerSeen]:
    """All that match, MOST_EXPORTED at most."""
    wanted = folded(q)
    return [
        each
        for each in every(by)
        if each.row.supplier
        and wanted in folded(f"{each.row.name} {each.row.contract or ''}")
        and state in ("", state_of(each.row))
    ][:MOST_EXPORTED]
