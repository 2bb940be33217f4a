"""The deadlines of the rule sheet, read from the data file that ships with the program."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from crm.journey.deadlines import Part, Rule, Span, Unit, Version, due
from crm.register.holidays import statutory_calendar

NATIONAL = Path(__file__).parent / "national" / "deadlines.toml"


@cache
def rules() -> dict[str, Rule]:
    """Every rule that gives a day, by its id, in the order of the sheet."""
    with NATIONAL.open("rb") as file:
        return {rule_id: _rule(rule_id, table) for rule_id, table in tomllib.load(file).items()}


def _rule(rule_id: str, table: dict[str, Any]) -> Rule:
    versions = tuple(_version(version) for version in table["versions"])
    return Rule(rule_id, table["name"], table["trigger"], table["source"], versions)


def _version(table: dict[str, Any]) -> Version:
    return Version(table["valid_from"], tuple(_part(part) for part in table["parts"]))


def _part(table: dict[str, Any]) -> Part:
    span = Span(table["amount"], Unit(table["unit"]))
    return Part(table["what"], span, table.get("population"))


def first_day(rule_id: str, trigger: date) -> date:
    """The day that a rule gives for a trigger day: the first, of a rule that gives several."""
    return due(rules()[rule_id], trigger, statutory_calendar())[0].on
