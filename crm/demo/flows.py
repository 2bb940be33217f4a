"""How much happens in each council and half year: the demonstration's figures, read from its data files."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
FIRST_OF_HALVES = {4: 10, 10: 4}  # months


@dataclass(frozen=True)
class Flow:
    """One half year of one council. Of what has places, each number is the places of one household."""

    starts: date
    enquiries: int = 0
    repeats: int = 0  # second enquiries inside 90 days, which do not count (ST-4)
    visits: int = 0
    applications: int = 0
    approvals: tuple[int, ...] = ()
    short_breaks: tuple[int, ...] = ()
    transfers_in: tuple[int, ...] = ()
    leavers: tuple[int, ...] = ()
    transfers_out: tuple[int, ...] = ()
    terms: tuple[str, ...] = ()  # +1, -1; c+1 for a home extended
    kinship_applications: int = 0
    kinship_approvals: tuple[int, ...] = ()
    kinship_leavers: tuple[int, ...] = ()
    reclassified: int = 0  # from kinship to mainstream
    lodgings_enquiries: int = 0
    lodgings_approvals: tuple[int, ...] = ()
    lodgings_leavers: tuple[int, ...] = ()

    @property
    def ends(self) -> date:
        """The last day of the half year."""
        month = FIRST_OF_HALVES[self.starts.month]
        return date(self.starts.year + (month == 4), month, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Council:
    """A council of the demonstration, with the households that were approved before its flows begin."""

    slug: str
    name: str
    hub: str
    mark: str  # begins the references of its own tracker
    districts: tuple[str, ...]
    towns: tuple[str, ...]
    mainstream_before: int
    kinship_before: int
    flows: tuple[Flow, ...]


def councils(today: date) -> Iterator[Council]:
    """The councils with their flows up to the half year of `today`; after the data end, the last year repeats."""
    with (DATA / "councils.toml").open("rb") as file:
        tables = tomllib.load(file)["council"]
    for table in tables:
        flows = _until(_flows(table["slug"]), today)
        yield Council(
            **{**table, "districts": tuple(table["districts"]), "towns": tuple(table["towns"]), "flows": flows}
        )


def _flows(slug: str) -> list[Flow]:
    with (DATA / "flows.csv").open(newline="") as file:
        return [_flow(row) for row in csv.DictReader(file) if row["agency"] == slug]


def _flow(row: dict[str, str]) -> Flow:
    taken: dict[str, Any] = {"starts": date.fromisoformat(row["from"])}
    for field in fields(Flow)[1:]:
        cell = row[field.name]
        if field.type == "int":
            taken[field.name] = int(cell or 0)
        else:
            taken[field.name] = tuple(int(each) if field.name != "terms" else each for each in cell.split())
    return Flow(**taken)


def _until(flows: list[Flow], today: date) -> tuple[Flow, ...]:
    """One half year more than today's is kept: those who wait today are decided upon in it."""
    while flows[-1].starts <= today:
        flows.append(replace(flows[-2], starts=flows[-1].ends + timedelta(days=1)))
    past = sum(flow.starts <= today for flow in flows)
    return tuple(flows[: past + 1])
