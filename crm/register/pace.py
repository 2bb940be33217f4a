"""The spans of the report's block 'pace', read from the data file that ships with the program."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

NATIONAL = Path(__file__).parent / "national" / "pace.toml"


@dataclass(frozen=True, slots=True)
class Span:
    """From the first event of one kind to the first of others.

    `limit` is a setting, in the unit, or `rule` a law's. `source`: the measure's id in the rule sheet (KP-1).
    """

    name: str
    label: str
    starts: str
    ends: tuple[str, ...]
    unit: Literal["working days", "weeks"]
    source: str
    limit: str | None = None
    rule: str | None = None


@cache
def spans() -> dict[str, Span]:
    """Every span by its name, in the order of the file."""
    with NATIONAL.open("rb") as file:
        return {each["name"]: Span(**{**each, "ends": tuple(each["ends"])}) for each in tomllib.load(file)["span"]}
