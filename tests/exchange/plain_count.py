"""The quarterly report counted plainly, from the words of the design alone: none of the product's code is in it.

A file's row is told to a `Tracker`, which keeps every value of a cell with the day on which it was first known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Cells = dict[str, Any]  # the cells of a row, days as days and lists as lists; an empty cell is not in it
Home = list[tuple[str, Cells]]  # the journeys of a household: route, and row as known
Counts = Counter[tuple[str, str]]  # by population, and block.line

STEPS = {"enquiry_on": "enquiries", "visit_on": "initial_visits", "application_on": "applications"}
ENDS = ("deregistered_on", "deregistered_to")
NEVER = date.max


@dataclass
class Said:
    """What a row said at one time of one thing: the day it was known from, and the load that brought it."""

    known_from: date
    load: int
    cells: Cells


@dataclass
class Journey:
    """Every telling of each thing in a row, the latest last."""

    reference: str
    household: str
    route: str
    recorded_on: dict[int, date] = field(default_factory=dict)  # by load
    things: dict[str, list[Said]] = field(default_factory=dict)

    def known(self, on: date) -> Cells:
        """The row as it was known on a day."""
        cells: Cells = {}
        for name, told in sorted(self.things.items()):
            latest = next((said for said in reversed(told) if said.known_from <= on), None)
            if latest is not None and name.startswith("terms"):
                cells.setdefault("terms", []).append(latest.cells["change"])
            elif latest is not None:
                cells |= latest.cells
        return cells


class Tracker:
    """All that an agency's files have told."""

    def __init__(self) -> None:
        self.journeys: dict[str, Journey] = {}

    def tell(self, load: int, row: Mapping[str, Any], today: date) -> None:
        """A row of a file loaded on a day: what it adds or changes is known from then, or from the day it says."""
        reference = row["reference"]
        new = reference not in self.journeys
        journey = self.journeys.setdefault(
            reference, Journey(reference, row.get("household_reference") or reference, row["route"])
        )
        since = row.get("recorded_on") or today
        if not new and since <= max(journey.recorded_on.values()):
            since = today
        changed = False
        for name, cells in _things(row):
            told = journey.things.setdefault(name, [])
            before = told[-1].cells if told else {}
            merged = {**before, **cells}
            if merged != before:
                known_from = min(today, max(since, _day(name, merged), *(said.known_from for said in told[-1:])))
                told.append(Said(known_from, load, merged))
                changed = True
        if changed or new:
            journey.recorded_on[load] = row.get("recorded_on") or today

    def undo(self, load: int) -> None:
        """As if the load had never been; only for one that nothing was told after."""
        for journey in self.journeys.values():
            journey.recorded_on.pop(load, None)
            for name, told in journey.things.items():
                journey.things[name] = [said for said in told if said.load != load]
        self.journeys = {key: journey for key, journey in self.journeys.items() if journey.recorded_on}

    def households(self, known_on: date) -> list[Home]:
        """The journeys of each household, as (route, row as known)."""
        homes: dict[str, Home] = {}
        for journey in self.journeys.values():
            homes.setdefault(journey.household, []).append((journey.route, journey.known(known_on)))
        return list(homes.values())


def _things(row: Mapping[str, Any]) -> Iterator[tuple[str, Cells]]:
    """The cells of a row that belong together."""
    for name in STEPS:
        if name in row:
            yield name, {name: row[name]}
    if "places" in row:
        yield "approval", {"decision_on": row["decision_on"], "places": row["places"]}
    for number, change in enumerate(row.get("terms", ())):
        yield f"terms{number}", {"change": change}
    if "deregistered_on" in row:
        yield "leaving", {name: row[name] for name in ENDS if name in row}


def _day(name: str, cells: Cells) -> date:
    if name.startswith("terms"):
        day: date = cells["change"][0]
    else:
        day = cells[{"approval": "decision_on", "leaving": "deregistered_on"}.get(name, name)]
    return day


def population(route: str) -> str:
    """Whose figures a journey counts in."""
    return route if route in ("kinship", "supported_lodgings") else "mainstream"


@dataclass
class Approval:
    """One approval of a household, its end outside it."""

    route: str
    begins: date
    places: int
    changes: list[tuple[date, int, str]]
    ends: date
    how_begun: str
    how_ended: str


def approvals(home: Home) -> list[Approval]:
    """A household's approvals; a kinship one ends where a mainstream one takes its place."""
    found = []
    for route, row in home:
        if "places" in row:
            out = row.get("deregistered_to") not in (None, "none")
            begun = "transfers_in" if route == "transfer_in" else "new_approvals"
            ended = "transfers_out" if out else "deregistrations"
            changes = sorted(row.get("terms", ()), key=lambda change: change[0])
            ends = row.get("deregistered_on", NEVER)
            found.append(Approval(route, row["decision_on"], row["places"], changes, ends, begun, ended))
    found.sort(key=lambda each: (each.begins, each.route != "kinship"))
    for number, later in enumerate(found):
        for earlier in found[:number]:
            open_still = earlier.ends > later.begins
            if open_still and earlier.route == "kinship" and population(later.route) == "mainstream":
                earlier.ends, earlier.how_ended, later.how_begun = (
                    later.begins,
                    "reclassified_out",
                    "reclassified_in",
                )
                earlier.changes = [change for change in earlier.changes if change[0] <= later.begins]
    return found


def overlap(home: Home) -> bool:
    """Whether a household is approved twice at once, which is refused."""
    found = approvals(home)
    return any(one.ends > other.begins for number, other in enumerate(found) for one in found[:number])


def count(homes: list[Home], first: date, last: date) -> Counts:
    """The figures of a period of which the last day is no later than the known-on day."""
    total: Counts = Counter()
    for home in homes:
        for line, route, day in _steps(home):
            if first <= day <= last:
                total[population(route), f"activity.{line}"] += 1
        for approval in approvals(home):
            _count_approval(total, approval, first, last)
    for (kind, name), number in list(total.items()):
        if kind != "supported_lodgings":
            total["all", name] += number
    for kind in ("mainstream", "kinship", "supported_lodgings", "all"):
        for book in ("households", "places"):
            total[kind, f"{book}.net"] = total[kind, f"{book}.closing"] - total[kind, f"{book}.opening"]
        for line, other in (("new_approvals", "transfers_in"), ("deregistrations", "transfers_out")):
            both = total[kind, f"households.{line}"] + total[kind, f"households.{other}"]
            total[kind, f"activity.{line.removeprefix('new_')}"] = both
    return total


def _steps(home: Home) -> Iterator[tuple[str, str, date]]:
    counted: date | None = None
    for day, route in sorted((row["enquiry_on"], route) for route, row in home if "enquiry_on" in row):
        if counted is None or (day - counted).days >= 90:
            counted = day
            yield "enquiries", route, day
    for route, row in home:
        for name in ("visit_on", "application_on"):
            if name in row:
                yield STEPS[name], route, row[name]


def _count_approval(total: Counts, approval: Approval, first: date, last: date) -> None:
    kind, now = population(approval.route), approval.places
    moves = [(approval.begins, approval.how_begun, 1, approval.places)]
    for day, places, cause in approval.changes:
        grown = "capital_scheme" if cause == "capital_scheme" else "terms_increases"
        moves.append((day, grown if places > now else "terms_decreases", 0, places - now))
        now = places
    moves.append((approval.ends, approval.how_ended, -1, -now))
    for day, line, households, places in moves:
        for book, number in (("households", households), ("places", places)):
            if day < first:
                total[kind, f"{book}.opening"] += number
            if day <= last:
                total[kind, f"{book}.closing"] += number
            if first <= day <= last and number:
                total[kind, f"{book}.{line}"] += abs(number)
    if first <= approval.begins <= last < approval.ends and approval.how_begun != "reclassified_in":
        total[kind, "approved_and_still_active"] += 1
