"""Reading a day that a person or a spreadsheet wrote: one strict parser for forms, imports and commands.

Python's own readers are too kind: `int('1_0')` is 10, `int('٣')` is 3, and `date.fromisoformat` takes
`2021-W13-3`. A date that was read wrongly is worse than one that was refused, so only two ways of writing
are taken, in ASCII digits: 2021-03-31, and 31/03/2021 (day first, as in the United Kingdom).
"""

from __future__ import annotations

import re
from datetime import date

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
EXPECTED = "expected like 2021-03-31 or 31/03/2021"

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_UK = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_DIGITS = re.compile(r"[0-9]{1,4}")


def parse(text: str) -> date:
    """The day that `text` names, spaces around it apart; ValueError says what is wrong, in words."""
    written = text.strip()
    found = _ISO.fullmatch(written) or _UK.fullmatch(written)
    if found is None:
        raise ValueError(f"not a date; {EXPECTED}")
    try:
        return from_numbers(int(found["day"]), int(found["month"]), int(found["year"]))
    except ValueError as wrong:
        raise ValueError(f"{wrong}; {EXPECTED}") from None


def from_parts(day: str, month: str, year: str) -> date:
    """The day written in three boxes of a form; ValueError says what is wrong, in words."""
    parts = [part.strip() for part in (day, month, year)]
    if not all(_DIGITS.fullmatch(part) for part in parts):
        raise ValueError("not a date")
    return from_numbers(*(int(part) for part in parts))


def from_numbers(day: int, month: int, year: int) -> date:
    """The day, if the calendar has it and its year is one that a fostering record can hold (1900 to 2100)."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"the year must be between {EARLIEST_YEAR} and {LATEST_YEAR}")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("not a date") from None
