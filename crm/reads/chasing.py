"""The checks that somebody is waited for, or that hold no longer: of applications, and of who is approved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.actor import Actor
from crm.reads import look, numbers, work
from crm.reads.filters import Filters
from crm.reads.items import Home
from crm.reads.noted import note_export, note_look
from crm.reads.open_checks import EXPIRING, OVERDUE, TO_DO, TO_READ, WAITING, Open, of_applications, of_approved
from crm.reads.paging import PAGE, Paged, page_of

# Which checks are shown. CHASED are those for which somebody is waited, or that do not hold much longer.
ALL = "all"
SHOWN = (OVERDUE, WAITING, EXPIRING, TO_READ, TO_DO)
CHASED = frozenset({OVERDUE, WAITING, EXPIRING})
SORTS = ("due", "reference", "asked")
MOST_EXPORTED = 5000  # checks a file


@dataclass(frozen=True, slots=True)
class Line:
    """A check with its household, and the number of its journey."""

    home: Home
    number: int
    open: Open


@dataclass(frozen=True, slots=True)
class ChasingSeen(Paged):
    """A page of the list, how many there are in all, and how many of each kind."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    groups: tuple[str, ...]


@look
def listing(filters: Filters, shown: str, by: Actor) -> ChasingSeen:
    """A page of the checks that the filters leave; which households were shown goes on record in one row.

    `shown` is one of SHOWN, ALL, or empty for what is to be chased.
    """
    every = [*of_applications(filters, by), *of_approved(filters, by)]
    of_group = [each for each in every if filters.stage in ("", each.standing.line.group)]
    found = _sorted([each for each in of_group if _is_shown(each, shown)], filters)
    page, pages = page_of(filters.page, len(found))
    rows = _lines(found[(page - 1) * PAGE : page * PAGE], by)
    note_look((line.home.reference for line in rows), (line.home.agency_id for line in rows), by)
    counts = Counter(kind for each in of_group for kind in each.kinds)
    groups = tuple(dict.fromkeys(each.standing.line.group for each in every))
    return ChasingSeen(rows, len(found), page, pages, counts, tuple(sorted(groups)))


@look
def export(filters: Filters, shown: str, reason: str, by: Actor) -> tuple[Line, ...]:
    """The same as a file, MOST_EXPORTED checks at most; the asking goes on record, with why."""
    every = [*of_applications(filters, by), *of_approved(filters, by)]
    found = [each for each in every if filters.stage in ("", each.standing.line.group)]
    rows = _lines(_sorted([each for each in found if _is_shown(each, shown)], filters)[:MOST_EXPORTED], by)
    whose = (line.home.agency_id for line in rows)
    note_export((line.home.reference for line in rows), whose, by, reason=reason)
    return rows


def _is_shown(each: Open, shown: str) -> bool:
    return shown == ALL or (shown in each.kinds if shown else bool(each.kinds & CHASED))


def _sorted(found: list[Open], filters: Filters) -> list[Open]:
    def order(each: Open) -> tuple[Any, ...]:
        near = (each.due_on or date.max, each.reference, each.standing.line.rule, each.standing.person.key)
        if filters.sort == "due":
            return near
        return (each.reference, *near) if filters.sort == "reference" else (each.asked_on or date.max, *near)

    return sorted(found, key=order, reverse=filters.descending)


def _lines(found: Sequence[Open], by: Actor) -> tuple[Line, ...]:
    homes = work.homes([each.household_id for each in found], by)
    known = numbers.of_journeys(set(homes))
    return tuple(Line(homes[each.household_id], known.get(each.journey_id, 0), each) for each in found)
