"""Tracker files as councils keep them, of plainly invented households; the same file each time."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

COLUMNS = (
    *("reference", "route", "household_name", "postcode", "enquiry_on", "source", "first_contact_on", "visit_on"),
    *("application_on", "stage1_complete_on", "panel_on", "decision_on", "places", "age_from", "age_to", "offers"),
    *("closed_on", "closed_stage", "closed_by", "closed_reason", "deregistered_on", "deregistered_reason"),
    "recorded_on",
)
FIRST = date(2012, 4, 1)
DAYS = 4000
NAMES = ("Rowan", "Sam", "Alex", "Jo", "Ashley", "Charlie", "Robin", "Morgan", "Frankie", "Jamie")
BIRDS = ("Finch", "Wren", "Heron", "Plover", "Siskin", "Dunnock", "Linnet", "Martin", "Teal", "Swift")


def write(path: Path, rows: int, *, first: int = 1) -> None:
    """A CSV of so many journeys, their references numbered from `first`."""
    random = Random(first)  # noqa: S311 - the same file each time is what is wanted
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(_row(number, random) for number in range(first, first + rows))


def _row(number: int, random: Random) -> dict[str, object]:
    """A journey: a quarter of them go on to an approval, the others are closed."""
    day = FIRST + timedelta(days=random.randrange(DAYS))

    def after(least: int, most: int) -> date:
        nonlocal day
        day += timedelta(days=random.randrange(least, most))
        return day

    row: dict[str, object] = {
        "reference": f"T-{number:06d}",
        "route": random.choices(("mainstream", "kinship"), (85, 15))[0],
        "household_name": f"{random.choice(NAMES)} Example-{random.choice(BIRDS)} {number}",
        "postcode": f"DE{random.randrange(1, 99)} {random.randrange(1, 9)}FS",
        "recorded_on": day + timedelta(days=3),
        "enquiry_on": day,
        "source": random.choice(("website", "phone", "event", "word_of_mouth")),
        "first_contact_on": after(1, 5),
        "visit_on": after(5, 30),
    }
    if random.random() > 0.25:
        closed = {"closed_stage": "visit", "closed_by": "applicant", "closed_reason": "AW1"}
        return row | closed | {"closed_on": after(5, 30)}
    row["application_on"] = after(10, 40)
    row["stage1_complete_on"] = after(30, 60)
    row["panel_on"] = after(90, 150)
    row["decision_on"] = after(5, 15)
    row |= {"places": random.randrange(1, 4), "age_from": 0, "age_to": 17, "offers": "short_term;long_term"}
    if random.random() < 0.3:
        row |= {"deregistered_on": after(200, 900), "deregistered_reason": "retired"}
    return row
