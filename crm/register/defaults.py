"""The national defaults that ship with the program, brought into the settings by `crm init`."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from crm.register import settings

SHIPPED = Path(__file__).parent / "national" / "defaults"


@cache  # the files come with the program: they are read once, in 20 ms
def shipped() -> tuple[tuple[str, date, Any], ...]:
    """Each default: what it is called, the day from which it holds, and its value, which nobody changes."""
    tables = [tomllib.loads(path.read_text("utf-8"))["setting"] for path in sorted(SHIPPED.glob("*.toml"))]
    return tuple((each["name"], each["valid_from"], each["value"]) for table in tables for each in table)


def install(at: datetime) -> list[str]:
    """Record each default that is new, or differs from the one last recorded for its day; the names of those."""
    known = settings.national()
    fresh = [
        (name, day, value) for name, day, value in shipped() if known.get((name, day), settings.UNSET) != value
    ]
    for name, valid_from, value in fresh:
        settings.put(name, value, valid_from=valid_from, agency_id=None, by=None, at=at)
    return [name for name, _, _ in fresh]


def lacking() -> list[str]:
    """The names of defaults that ship with this version and were never recorded: `install` was not done since."""
    known = {name for name, _ in settings.national()}
    return sorted({name for name, _, _ in shipped()} - known)
