"""Random rows of a tracker that a council could keep: lives in order, told late, told again with changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

ROUTES = ("mainstream", "mainstream", "kinship", "kinship", "transfer_in", "supported_lodgings", "short_break")
FIRST, LAST = date(2019, 1, 1), date(2021, 12, 31)
DESTINATIONS = (None, None, "none", "ifa", "other_la", "other_nation")

Cells = dict[str, Any]


def day(random: Random, first: date = FIRST, last: date = LAST) -> date:
    """Any day from the first to the last."""
    return first + timedelta(days=random.randint(0, (last - first).days))


def period(random: Random) -> tuple[date, date]:
    """A quarter or a year of it, or any two days; at times it lies ahead."""
    if random.random() < 0.5:
        begins = date(random.choice((2019, 2020, 2021)), random.choice((1, 4, 7, 10)), 1)
        return begins, begins + timedelta(days=random.choice((89, 90, 91, 364)))
    one, other = (day(random, last=date(2022, 12, 31)) for _ in range(2))
    return min(one, other), max(one, other)


def household(random: Random, name: str) -> list[Cells]:
    """One to three journeys of one household, in no order."""
    rows = []
    for number in range(random.choice((1, 1, 2, 3))):
        reference = name if number == 0 else f"{name}-{number}"
        row: Cells = {"reference": reference, "route": random.choice(ROUTES)}
        if number:
            row["household_reference"] = name
        rows.append(row | life(random))
    return rows


def life(random: Random) -> Cells:
    """The days of a journey in order, some of them missing."""
    days = iter(sorted(day(random) for _ in range(6)))
    row: Cells = {}
    for column in ("enquiry_on", "application_on", "decision_on"):
        on = next(days)
        if random.random() < 0.7:
            row[column] = on
    if random.random() < 0.5:
        row["visit_on"] = day(random)
    if "decision_on" in row and random.random() < 0.9:
        row["places"] = random.randint(1, 4)
        row |= after(random, row["places"], days)
    elif random.random() < 0.3:
        row["closed_on"] = LAST
    if random.random() < 0.7:
        row["recorded_on"] = day(random)
    return row


def after(random: Random, places: int, days: Iterator[date]) -> Cells:
    """What became of an approval."""
    row: Cells = {}
    changes = []
    for on in (next(days), next(days)):
        if random.random() < 0.3:
            more = random.randint(1, 5)
            cause = "capital_scheme" if more > places and random.random() < 0.4 else "terms"
            changes.append((on, more, cause))
            places = more
    if changes:
        row["terms"] = changes
    if random.random() < 0.4:
        row["deregistered_on"] = (
            next(days) if random.random() < 0.9 else LAST + timedelta(days=random.randint(1, 400))
        )
        destination = random.choice(DESTINATIONS)
        if destination:
            row["deregistered_to"] = destination
    return row


def told_again(random: Random, row: Cells) -> Cells:
    """The same row in a later file, with some cells changed, filled or emptied."""
    for _ in range(10):
        again = dict(row)
        for _ in range(random.randint(0, 3)):
            _change(random, again)
        if random.random() < 0.5:
            again["recorded_on"] = day(random)
        if in_order({**row, **again}) and in_order(again):
            return again
    return dict(row)


def _change(random: Random, row: Cells) -> None:
    what = random.choice(
        ("visit_on", "enquiry_on", "application_on", "places", "decision_on", "terms", "leave", "to")
    )
    if what in ("visit_on", "enquiry_on", "application_on"):
        if random.random() < 0.2:
            row.pop(what, None)
        else:
            row[what] = day(random)
    elif "places" not in row:
        return
    elif what == "places":
        row["places"] = random.randint(1, 4)
    elif what == "decision_on":
        row["decision_on"] = day(random)
    elif what == "terms":
        changes = list(row.get("terms", ()))
        if changes and random.random() < 0.5:
            changes[random.randrange(len(changes))] = (day(random), random.randint(1, 5), "terms")
        else:
            changes.append((day(random), random.randint(1, 5), "terms"))
        row["terms"] = changes
    elif what == "leave":
        row["deregistered_on"] = day(random)
    elif "deregistered_on" in row:
        row["deregistered_to"] = random.choice(("none", "ifa", "other_la"))


def in_order(row: Cells) -> bool:
    """Whether nothing in a row is refused by itself."""
    days = [row[name] for name in ("enquiry_on", "application_on", "decision_on") if name in row]
    days += [change[0] for change in row.get("terms", ())]
    days += [row["deregistered_on"]] if "deregistered_on" in row else []
    places = row.get("places", 0)
    for _, more, cause in row.get("terms", ()):
        if cause == "capital_scheme" and more <= places:
            return False
        places = more
    return days == sorted(days)


def written(row: Cells) -> dict[str, str]:
    """The row as a file has it."""
    found = {name: str(value) for name, value in row.items() if name != "terms"}
    for place, column in enumerate(("terms_changed_on", "terms_places", "terms_cause")):
        if "terms" in row:
            found[column] = ";".join(str(change[place]) for change in row["terms"])
    return found
