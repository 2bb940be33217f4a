"""The national defaults that ship with the program, brought into the settings by `crm init`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crm.register import settings

SHIPPED = Path(__file__).parent / "national" / "defaults"


def shipped() -> Iterator[tuple[str, date, Any]]:
    """Each default: what it is called, the day from which it holds, and its value."""
    for path in sorted(SHIPPED.glob("*.toml")):
        with path.open("rb") as file:
            for table in tomllib.load(file)["setting"]:
                yield table["name"], table["valid_from"], table["value"]


def install(at: datetime) -> list[str]:
    """Record each default that is new, or differs from the one last recorded for its day; the names of those."""
    known = settings.national()
    fresh = [
        (name, day, value) for name, day, value in shipped() if known.get((name, day), settings.UNSET) != value
    ]
    for name, valid_from, value in fresh:
        settings.put(name, value, valid_from=valid_from, agency_id=None, by=None, at=at)
    return [name for name, _, _ in fresh]
