"""Working days (rule DC-1): not Saturday, not Sunday, not a bank holiday of England and Wales.

Bank holidays, and the days on which an agency is closed, come in as values: this package knows no calendar.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class BeyondCalendar(ValueError):  # noqa: N818 - an answer in words for whoever asked, not a fault
    """The day asked for lies where the calendar, or our knowledge of bank holidays, has ended."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The days that do not count, and the span of days for which they are known.

    A statutory clock leaves `closures` empty: an agency that shuts its office between Christmas and
    New Year does not move a date that the law sets.
    """

    bank_holidays: frozenset[date]
    closures: frozenset[date] = frozenset()
    first: date = date.min
    last: date = date.max

    def is_working(self, day: date) -> bool:
        """Whether the day counts as a working day."""
        return day.weekday() < SATURDAY and day not in self.bank_holidays and day not in self.closures

    def add(self, trigger: date, days: int) -> date:
        """The working day so many working days after the trigger; the day after the trigger is day 1.

        Negative counts run backwards, and the day before the trigger is day 1 (PN-6). Nought is the
        trigger itself, working day or not. BeyondCalendar where the known days end first.
        """
        step = 1 if days > 0 else -1
        day = trigger
        for _ in range(abs(days)):
            day = self._next(day, step)
            while not self.is_working(day):
                day = self._next(day, step)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days after the first day there are, up to the last; nought on the same day."""
        if last <= first:
            return 0
        weeks, rest = divmod((last - first).days, 7)
        weekday = first.weekday()
        working = weeks * SATURDAY + sum((weekday + number) % 7 < SATURDAY for number in range(1, rest + 1))
        return working - bisect_right(self._free, last) + bisect_right(self._free, first)

    @cached_property
    def _free(self) -> tuple[date, ...]:
        """The days of the working week that do not count, in order: bank holidays and closures."""
        return tuple(sorted(day for day in self.bank_holidays | self.closures if day.weekday() < SATURDAY))

    def _next(self, day: date, step: int) -> date:
        if not self.first <= day <= self.last or day == (self.last if step > 0 else self.first):
            raise BeyondCalendar(f"working days are known from {self.first} to {self.last}")
        return day + step * ONE_DAY
