"""The only reader of the time. Days are London days; moments are UTC (trust.md, trap 8)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_fixed: ContextVar[datetime | None] = ContextVar("fixed moment", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The present day in London."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The London day in which a moment falls."""
    return moment.astimezone(LONDON).date()


def start_of_day(day: date) -> datetime:
    """The UTC moment at which a London day begins."""
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The UTC moment at which the next London day begins: what is known on a day was recorded before it."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return start_of_day(day + timedelta(days=1))


def noon(day: date) -> datetime:
    """Noon in London on a day, in UTC: the moment given to history whose time of day is not known."""
    return datetime.combine(day, time(12), tzinfo=LONDON).astimezone(UTC)


def at(day: date, hour: int) -> datetime:
    """The UTC moment of a full hour in London on a day."""
    return datetime.combine(day, time(hour), tzinfo=LONDON).astimezone(UTC)


def moments(day: date, at: time) -> tuple[datetime, ...]:
    """The UTC moments at which London's clocks show a time on a day, in order (T55).

    One, but for two Sundays a year: between 1am and 2am in spring there is none, and in autumn there are two.
    """
    found = {datetime.combine(day, at.replace(fold=fold), tzinfo=LONDON).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(each for each in found if each.astimezone(LONDON).time() == at.replace(fold=0)))


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Within the block, `now()` is this moment. For tests, and for loading the demonstration's past."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
