"""The pipeline: journeys under way, as a board by stage and as a list, with one set of filters and counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import clock
from crm.actor import Actor
from crm.journey.routes import APPROVED, CLOSED, LEFT, NOTICE
from crm.reads import choices, look, under_way
from crm.reads.came_out import STATES, Out, came_out, counted, quarter
from crm.reads.filters import Filters
from crm.reads.journeys import Card, cards
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.under_way import chosen

MOST_EXPORTED = 5000  # journeys a file


@dataclass(frozen=True, slots=True)
class Column:
    """A stage of the board: how many are there, for how many days the middle one has been, and the oldest."""

    stage: str
    count: int
    median: int | None
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """Every journey under way that the filters leave, by stage; and who has come out of it this quarter."""

    columns: tuple[Column, ...]
    out: tuple[Out, ...]
    since: date  # the first day of the quarter
    several: bool  # whether the asker reaches more than one agency

    @property
    def total(self) -> int:
        """How many journeys are under way."""
        return sum(column.count for column in self.columns)


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of journeys, and how many there are in all."""

    rows: tuple[Card, ...]
    total: int
    page: int
    pages: int
    several: bool


@look
def board(filters: Filters, by: Actor) -> Board:
    """The board; which households were shown goes on record in one row."""
    ways = chosen(filters, by)
    ages = ways.ages()
    stages = [name for name in _stages(by) if filters.stage in ("", name)]
    stages += [name for name in ages if name not in stages]  # none, unless a list of stages was changed just now
    shown = cards(ways.oldest([name for name in stages if name in ages]), by)
    on_record(shown, by)
    columns = tuple(
        Column(
            stage=name,
            count=sum(ages.get(name, {}).values()),
            median=_median(ages[name]) if name in ages else None,
            cards=tuple(card for card in shown if card.stage == name),
        )
        for name in stages
    )
    return Board(columns, counted(came_out(filters, by), by), quarter(clock.today()), len(by.agency_ids) > 1)


@look
def listing(filters: Filters, by: Actor) -> Listing:
    """A page of the list; which households were shown goes on record in one row."""
    several = len(by.agency_ids) > 1
    if filters.stage in STATES:
        out = came_out(filters, by)
        page, pages = page_of(filters.page, len(out))
        found: Sequence[Any] = out[(page - 1) * PAGE : page * PAGE]
        total = len(out)
    else:
        ways = chosen(filters, by)
        total = ways.total()
        page, pages = page_of(filters.page, total)
        found = ways.rows((page - 1) * PAGE, PAGE)
    shown = cards(found, by)
    on_record(shown, by)
    return Listing(shown, total, page, pages, several)


@look
def export(filters: Filters, reason: str, by: Actor) -> tuple[Card, ...]:
    """Every journey that the filters leave, MOST_EXPORTED at most; the asking goes on record, with why."""
    out = came_out(filters, by)[:MOST_EXPORTED] if filters.stage in STATES else None
    found = chosen(filters, by).rows(0, MOST_EXPORTED) if out is None else out
    shown = cards(found, by)
    note_export((card.reference for card in shown), (card.agency_id for card in shown), by, reason=reason)
    return shown


def meant(filters: Filters, by: Actor, most: int) -> tuple[Card, ...]:
    """Every journey under way that the filters leave, the oldest first, `most` of them at most."""
    return cards(chosen(filters, by).rows(0, most), by)


def named(journey_ids: Sequence[int], by: Actor) -> tuple[Card, ...]:
    """These journeys, as far as they are under way and the asker's, in the order of their numbers."""
    return cards(under_way.these(journey_ids, by), by)


def on_record(shown: Sequence[Card], by: Actor) -> None:
    """Put on record which households were shown."""
    note_look((card.reference for card in shown), (card.agency_id for card in shown), by)


def _stages(by: Actor) -> Iterator[str]:
    """The stages at which a journey can be under way, in the order of the plans."""
    return (name for name in choices.stages(by) if name not in (APPROVED, NOTICE, LEFT, CLOSED))


def _median(ages: dict[date, int]) -> int:
    """For how many days the middle one has been there; of an even number, the longer of the middle two."""
    middle = (sum(ages.values()) - 1) // 2
    for since, count in ages.items():
        if middle < count:
            return (clock.today() - since).days
        middle -= count
    raise ValueError("of no journeys there is no middle")
