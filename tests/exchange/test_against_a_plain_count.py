"""The report on random trackers, loaded, told again, undone and loaded again, against a plain count of the rows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.doors import Answer
from tests.exchange import plain_count, random_trackers
from tests.exchange.plain_count import Home, Tracker
from tests.exchange.random_trackers import Cells
from tests.tracker_files import csv_bytes

pytestmark = pytest.mark.slow  # together they take seconds

FIRST_LOAD, SECOND_LOAD, LATER = date(2022, 1, 10), date(2022, 3, 1), date(2022, 6, 1)
AGENCIES = ("derby", "nottingham")
HOUSEHOLDS, LOOKS = 40, 2


@dataclass
class Councils:
    """Two councils of a hub: the product, and the plain count of what each was told."""

    cli: Callable[..., Answer]
    folder: Path
    random: Random
    trackers: dict[str, Tracker] = field(default_factory=lambda: {slug: Tracker() for slug in AGENCIES})

    def load(self, slug: str, rows: list[Cells], today: date) -> int:
        """Load rows, tell them to the plain count as well; the batch."""
        path = self.folder / f"{slug}.csv"
        path.write_bytes(csv_bytes(*map(random_trackers.written, rows)))
        answer = self.cli("import", "tracker", path, "--agency", slug)
        found = re.search(r"^batch (\d+)$", answer.out, re.MULTILINE)
        assert found, answer
        batch = int(found[1])
        for row in rows:
            self.trackers[slug].tell(batch, row, today)
        return batch

    def undo(self, slug: str, batch: int) -> None:
        answer = self.cli("import", "undo", batch)
        assert answer.code == 0, answer
        self.trackers[slug].undo(batch)

    def agree(self, today: date) -> None:
        """Compare reports of random periods, as known on random days; every identity holds."""
        for _ in range(LOOKS):
            known_on = self.random.choice((today, random_trackers.day(self.random, last=today)))
            homes = {slug: tracker.households(known_on) for slug, tracker in self.trackers.items()}
            scopes = {("--agency", slug): found for slug, found in homes.items()}
            scopes["--hub", "d2n2"] = [home for found in homes.values() for home in found]
            period = random_trackers.period(self.random)
            for scope, found in scopes.items():
                asked = (*scope, "--from", period[0], "--to", period[1], "--known-on", known_on)
                answer = self.cli("report", "quarterly", *asked, "--format", "json")
                assert (asked, different(json.loads(answer.out), found, known_on)) == (asked, {})
        assert self.cli("check").code == 0


def different(report: Mapping[str, Any], homes: list[Home], known_on: date) -> dict[object, object]:
    """What a report says in any of its columns, and the plain count does not: both numbers."""
    found: dict[object, object] = {}
    for number, column in enumerate((report, *report["comparators"].values())):
        first, last = date.fromisoformat(column["from"]), date.fromisoformat(column["to"])
        begun = first <= known_on
        counted = plain_count.count(homes, first, min(last, known_on)) if begun else {}
        said = flat(column["populations"])
        for cell in said.keys() | counted.keys():
            wanted = counted.get(cell, 0) if begun else None
            if said.get(cell, 0) != wanted and not cell[1].endswith("distinct"):
                found[number, *cell] = (said.get(cell), wanted)
    if report["reconciles"] is not (True if report["from"] <= known_on.isoformat() else None):
        found["reconciles"] = report["gaps"]
    return found


def flat(populations: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], int | None]:
    """Every number of a column, by its population and name."""
    found: dict[tuple[str, str], int | None] = {}
    for population, blocks in populations.items():
        for block, lines in blocks.items():
            each = {f"{block}.{line}": value for line, value in lines.items()} if isinstance(lines, dict) else {}
            found |= {(population, name): value for name, value in (each or {block: lines}).items()}
    return found


def possible(home: list[Cells]) -> bool:
    """Whether a household's rows are such as are loaded, and which of two enquiries counts is not left open."""
    enquired = [row["enquiry_on"] for row in home if "enquiry_on" in row]
    return (
        all(map(random_trackers.in_order, home))
        and len(enquired) == len(set(enquired))
        and not plain_count.overlap([(row["route"], row) for row in home])
    )


def told_again(random: Random, home: list[Cells]) -> list[Cells]:
    """A household's rows in a later file, one journey more among them at times; none where that is impossible."""
    again = [random_trackers.told_again(random, row) for row in home]
    both = [{**row, **later} for row, later in zip(home, again, strict=True)]
    more: list[Cells] = []
    if random.random() < 0.3:
        first, route = home[0]["reference"], random.choice(random_trackers.ROUTES)
        more = [{"reference": f"{first}-new", "household_reference": first, "route": route}]
        more[0] |= random_trackers.life(random)
    return [*again, *more] if possible(again + more) and possible(both + more) else []


@pytest.mark.parametrize("seed", [7])
def test_the_report_says_what_a_plain_count_of_the_rows_says(
    seed: int, cli: Callable[..., Answer], clock_at: Callable[[date], None], tmp_path: Path
) -> None:
    random = Random(seed)  # noqa: S311 - to draw examples
    councils = Councils(cli, tmp_path, random)
    clock_at(FIRST_LOAD)
    homes: dict[str, list[list[Cells]]] = {}
    batches = {}
    for slug in AGENCIES:
        assert cli("agency", "add", slug, "--name", slug.title(), "--hub", "d2n2").code == 0
        drawn = [random_trackers.household(random, f"{slug}-{number}") for number in range(HOUSEHOLDS)]
        homes[slug] = [home for home in drawn if possible(home)]
        batches[slug] = councils.load(slug, [row for home in homes[slug] for row in home], FIRST_LOAD)
    councils.agree(FIRST_LOAD)

    clock_at(SECOND_LOAD)
    again = [row for home in homes["derby"] for row in told_again(random, home)]
    second = councils.load("derby", again, SECOND_LOAD)
    councils.agree(SECOND_LOAD)

    clock_at(LATER)
    councils.undo("derby", second)
    councils.agree(LATER)
    third = councils.load("derby", again, LATER)
    councils.agree(LATER)
    councils.undo("derby", third)
    councils.undo("derby", batches["derby"])
    councils.agree(LATER)
