"""What a household brought to the books of beds and took from them, as its page lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.journey.beds import Book, entries
from crm.journey.ranges import Population
from crm.reads.histories import History


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of the bed ledger's books: what a day brought or took, in places and in households."""

    effective_on: date
    cause: str
    population: Population
    places: int
    households: int


def movements(history: History) -> tuple[Movement, ...]:
    """What the household counts for in both books of beds, a line for each event, newest first."""
    found: dict[tuple[date, str, Population, int], dict[Book, int]] = {}
    for entry, quantity in entries(history.household).items():
        if entry.book != Book.STAGE:
            key = (entry.effective_on, entry.what, entry.population, entry.event_id)
            found.setdefault(key, {})[entry.book] = quantity
    return tuple(
        Movement(key[0], key[1], key[2], sums.get(Book.PLACES, 0), sums.get(Book.HOUSEHOLDS, 0))
        for key, sums in sorted(found.items(), key=lambda each: (each[0][0], each[0][3]), reverse=True)
    )
