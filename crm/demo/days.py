"""Days drawn for invented lives: spread over a period, always a weekday, and never over Christmas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

SATURDAY = 5
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
TUESDAY = 1
FROM_PANEL_TO_DECISION = (6, 8)  # days


def office_day(day: date, last: date) -> date:
    """This day or the next on which an office is open, or the one before where that would be after `last`."""
    step = DAY
    while not _open(day):
        day += step
        if day > last:
            step = -DAY
            day = last
    return day


def spread(count: int, first: date, last: date, rng: Random) -> list[date]:
    """So many office days from first to last, evenly sown with some chance, in order."""
    length = (last - first).days
    sown = (first + timedelta(days=int((index + rng.random()) / count * length)) for index in range(count))
    return sorted(office_day(day, last) for day in sown)


def later(day: date, low: int, high: int, rng: Random) -> date:
    """An office day from `low` to `high` days later, or the first after them."""
    return office_day(day + timedelta(days=rng.randint(low, high)), date.max)


def decisions(count: int, first: date, last: date, rng: Random) -> list[date]:
    """The decisions of a period: each some days after one of its panels, in order."""
    made = [
        decided
        for panel in _panels(first - WEEK, last)
        if first <= (decided := later(panel, *FROM_PANEL_TO_DECISION, rng)) <= last
    ]
    return [made[index * len(made) // count] for index in range(count)]


def panel_before(decision: date) -> date:
    """The panel from which a decision came: the last second Tuesday of a month at least six days before."""
    low = FROM_PANEL_TO_DECISION[0]
    return max(day for day in _panels(decision - 6 * WEEK, decision - low * DAY) if day < decision)


def _panels(first: date, last: date) -> Iterator[date]:
    """The second Tuesdays from first to last."""
    day = first.replace(day=1)
    while day <= last:
        tuesday = day + timedelta(days=(TUESDAY - day.weekday()) % 7) + WEEK
        if first <= tuesday <= last:
            yield tuesday
        day = (day + timedelta(days=31)).replace(day=1)


def _open(day: date) -> bool:
    return day.weekday() < SATURDAY and (day.month, day.day) not in _CHRISTMAS


_CHRISTMAS = {(12, day) for day in range(24, 32)} | {(1, 1), (1, 2)}
