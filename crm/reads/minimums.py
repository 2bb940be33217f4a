"""A council's allowances beside the national minimum, by age and child by child (NM-6, NM-7): it blocks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.actor import Actor
from crm.journey.rates import Below, beside_minimum
from crm.reads import look
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.skill_costs import MOST_EXPORTED, Asked, paid_on
from crm.register import schemes, settings


@dataclass(frozen=True, slots=True)
class Child:
    """An allowance that is paid for a child, and the minimum for the band it is paid by."""

    reference: str
    name: str | None
    agency_id: int
    child: str
    age: int
    allowance: Decimal
    least: Decimal

    @property
    def short(self) -> Decimal:
        """By how much a week it is below."""
        return self.least - self.allowance


@dataclass(frozen=True, slots=True)
class Council:
    """A council's bands beside the minimum of its area; `last_known` is since when the latest minimum on record
    held, where there is none on the day (NM-1)."""

    name: str
    area: str
    bands: tuple[Below, ...]
    allowances: int  # how many bands it has
    last_known: date | None


@dataclass(frozen=True, slots=True)
class Compliance(Paged):
    """The councils' bands, and a page of the children whose allowance is below the minimum."""

    councils: tuple[Council, ...]
    rows: tuple[Child, ...]
    total: int
    page: int
    pages: int
    several: bool
    checked: int  # children whose allowance was tested
    untested: int  # whose age or whose minimum is not on record


@look
def compliance(asked: Asked, by: Actor) -> Compliance:
    """The test of a day; whose households were shown goes on record."""
    below, checked, untested = _tested(asked, by)
    page, pages = page_of(asked.page, len(below))
    shown = below[(page - 1) * PAGE : page * PAGE]
    note_look((each.reference for each in shown), (each.agency_id for each in shown), by)
    councils = tuple(_council(agency, asked.day) for agency in by.agency_ids)
    several = len(by.agency_ids) > 1
    return Compliance(councils, shown, len(below), page, pages, several, checked, untested)


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[Child, ...]:
    """All children below, MOST_EXPORTED at most; the asking goes on record, with why."""
    below = _tested(asked, by)[0][:MOST_EXPORTED]
    note_export((each.reference for each in below), (each.agency_id for each in below), by, reason=reason)
    return below


def _council(agency_id: int, day: date) -> Council:
    given = settings.of(agency_id)
    own, minimum = schemes.bands(given.value("allowances", day)), schemes.minimum(given, day)
    filled = [since for since, rows in given.timeline("minimum_allowances") if rows and since <= day]
    return Council(
        name=schemes.name_of(agency_id),
        area=given.value("minimum_area", day),
        bands=beside_minimum(own, minimum),
        allowances=len(own),
        last_known=max(filled, default=None) if not minimum else None,
    )


def _tested(asked: Asked, by: Actor) -> tuple[tuple[Child, ...], int, int]:
    """The children below, how many were tested, and how many could not be."""
    below: list[Child] = []
    checked = untested = 0
    for child, known in _children(asked, by):
        checked, untested = checked + known, untested + (not known)
        if child is not None and child.short > 0:
            below.append(child)
    return tuple(below), checked, untested


def _children(asked: Asked, by: Actor) -> Iterator[tuple[Child | None, bool]]:
    """Each child placed on the day; None and False where the age or a figure is not on record."""
    least = {
        agency: beside_minimum(
            schemes.bands(settings.value("allowances", agency, asked.day)),
            schemes.minimum(settings.of(agency), asked.day),
        )
        for agency in by.agency_ids
    }
    for home in paid_on(asked, by):
        for line in home.week.allowances:
            band = next(
                (each for each in least[home.agency_id] if line.age is not None and each.band.holds(line.age)), None
            )
            if band is None or line.age is None or line.weekly is None:
                yield None, False
            else:
                who = (home.reference, home.name, home.agency_id)
                yield Child(*who, line.child or "", line.age, line.weekly, band.least), True
