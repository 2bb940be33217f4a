"""The law's clocks, read from the data file that ships with the program."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from crm.journey.clocks import LawClock, Phase
from crm.journey.law import Law
from crm.journey.ranges import Route
from crm.register.deadlines import rules
from crm.register.holidays import statutory_calendar

NATIONAL = Path(__file__).parent / "national" / "law_clocks.toml"
_LISTS = ("starts", "stops", "stops_later", "amid")
_VALUES = ("skips", "starts_if", "stops_if")


@cache
def law_clocks() -> tuple[LawClock, ...]:
    """Every clock of the law, in the order of the file."""
    with NATIONAL.open("rb") as file:
        return tuple(_clock(table) for table in tomllib.load(file)["clock"])


@cache
def law() -> Law:
    """All that says what the law's clocks come to on a journey."""
    return Law(law_clocks(), rules(), statutory_calendar)


@cache
def in_phase(phase: Phase) -> tuple[LawClock, ...]:
    """Those that can run on a journey that has come so far."""
    return tuple(each for each in law_clocks() if phase in each.during)


def _clock(table: dict[str, Any]) -> LawClock:
    given = dict(table)
    for name in _LISTS:
        given[name] = tuple(given.get(name, ()))
    for name in _VALUES:
        given[name] = {field: tuple(values) for field, values in given.get(name, {}).items()}
    if "during" in given:
        given["during"] = tuple(Phase(each) for each in given["during"])
    if "routes" in given:
        given["routes"] = tuple(Route(each) for each in given["routes"])
    return LawClock(**given)
