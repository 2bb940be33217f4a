"""What comes next for each of many journeys, and how near it is: what cards show, and what the filter asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crm import clock
from crm.actor import Actor
from crm.reads import work
from crm.reads.items import Item, Work

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Next:
    """Whose a household is, and what comes next on one of its journeys.

    `lacks`: nobody has said what to do next (`Work.lacks_a_step`); there may be a limit of the law all the same.
    """

    worker: str | None
    item: Item | None
    lacks: bool

    @property
    def due_on(self) -> date | None:
        """The day by which it is to be done."""
        return self.item.due_on if self.item else None

    @property
    def state(self) -> str:
        """How near it is: one of `filters.CLOCKS`."""
        if self.lacks or self.item is None:
            return "none"
        today, due_on = clock.today(), self.item.due_on
        if due_on <= today:
            return "late" if due_on < today else "today"
        return "week" if due_on <= today + WEEK else "later"


NOTHING = Next(None, None, lacks=True)


def next_of(journeys: Iterable[tuple[int, int]], by: Actor) -> dict[int, Next]:
    """What comes next on each of these journeys, given with its household: a constant number of queries."""
    wanted = dict(journeys)
    found = work.of_households(sorted(set(wanted.values())), by, approved=False)
    return {
        journey_id: _next(found[household_id], journey_id)
        for journey_id, household_id in wanted.items()
        if household_id in found
    }


def of_all(by: Actor) -> dict[int, Next]:
    """The same of every journey under way in the asker's agencies."""
    return {way.journey_id: _next(each, way.journey_id) for each in work.of_agencies(by) for way in each.home.ways}


def households(state: str, by: Actor) -> list[int]:
    """The households of which the first thing to do, on whichever journey, is as near as a state says."""
    return [
        each.home.id
        for each in work.of_agencies(by, approved=True)
        if Next(each.home.worker, each.next, each.lacks_a_step).state == state
    ]


def _next(found: Work, journey_id: int) -> Next:
    return Next(found.home.worker, found.next_of(journey_id), found.lacks_a_step)
