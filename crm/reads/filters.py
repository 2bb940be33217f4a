"""What lists of households and of journeys are filtered by: one set of filters, wherever they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from crm.actor import Actor
from crm.people.tables import Household
from crm.reads import searching
from crm.reads.sharing import narrowed, within
from crm.reads.workers import with_nobody

HOME = Household.__table__.c

ME, NOBODY = "me", "nobody"
CLOCKS = ("late", "today", "week", "later", "none")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for. An empty text asks for all.

    `worker` is the id of an account, ME, or NOBODY; `agency` a slug; `area` the beginning of a postcode; `source`,
    `offer` and `reason` codes of the agency's lists; `clock` one of CLOCKS: how near the next thing to do is.
    """

    q: str = ""
    route: str = ""
    stage: str = ""
    population: str = ""
    agency: str = ""
    source: str = ""
    area: str = ""
    reason: str = ""
    worker: str = ""
    clock: str = ""
    offer: str = ""
    sort: str = "last"
    descending: bool = True
    page: int = 1

    def asked(self, *names: str) -> dict[str, str]:
        """Those of these filters that ask for something, as an address has them."""
        return {name: str(value) for name in names if (value := getattr(self, name))}


def at_home(filters: Filters, by: Actor) -> Iterator[ColumnElement[bool]]:
    """What is asked of the household itself, whichever of its journeys is meant."""
    if narrowed(by):
        yield within(by)
    if filters.area:
        yield HOME.area == filters.area.upper()
    if filters.q:
        yield HOME.id.in_(searching.ids(filters.q, by))  # the asker's own only
    yield from of_worker(filters, by)


def of_worker(filters: Filters, by: Actor) -> Iterator[ColumnElement[bool]]:
    """Whose the household is to be."""
    if filters.worker == NOBODY:
        yield with_nobody()
    elif filters.worker:
        yield HOME.worker_id == (by.user_id if filters.worker == ME else int(filters.worker))
