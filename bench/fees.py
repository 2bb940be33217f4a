"""A year's fees and allowances of 300 carers, in process: the forecast, and what if all of a level moved.

Each carer is a household of its own with children placed and levels behind it; rates change within the year.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, select

from bench.databases import Database
from bench.imports import AGENCY, run
from bench.outcome import Outcome
from bench.pages import EMAIL, PASSWORD, signed_in
from crm import clock
from crm.actor import Actor, Role, system
from crm.commands import command, settings, users
from crm.extensions import db
from crm.journey import rate_lines
from crm.journey.levels import DECIDED
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer, Household
from crm.register import agencies
from crm.reports.period import financial_year

CARERS = 300
GOAL = 1000.0  # milliseconds
TIMES = 15
TODAY = date.today()  # noqa: DTZ011 - of no person's day: the year that is asked for is today's
LEVELS = ("A", "B", "C", "D")
FEES = "A; child; 0\nB; child; 0 to 10; {0}\nB; child; 11 to 17; {1}\nC; child; first; {2}\nC; child; later; {1}\n"
FEES += "D; child; {2}\nD; carer; 40"
ALLOWANCES = "0 to 4; 176\n5 to 10; 194\n11 to 15; 220\n16 to 17; 258"


def measure(database: Database, folder: Path) -> Iterator[Outcome]:
    """The pages that work the year out, signed in as a manager; on the wall, and of the processor."""
    random = Random(7)  # noqa: S311 - the same carers each time are what is wanted
    run(database, "agency", "add", AGENCY, "--name", "Bench Council")
    for verb, rows in (("tracker", _homes(random)), ("placements", _stays(random))):
        with (folder / f"{verb}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        run(database, "import", verb, str(folder / f"{verb}.csv"), "--agency", AGENCY)
    app = database.app()
    with app.app_context():
        _settle()
        _levels(random)
        users.add_staff(EMAIL, role=Role.MANAGER, agency=AGENCY, password=PASSWORD, by=system())
    database.settle()
    client = signed_in(app)
    for what, path in (
        ("the year's fees", "/skills"),
        ("what if carers moved", f"/skills/what-if?from=B&to=C&on={TODAY}"),
    ):
        _ask(client, path)
        taken = [_ask(client, path) for _ in range(TIMES)]
        for name, place in (("on the wall", 0), ("of the processor", 1)):
            times = sorted(each[place] for each in taken)
            how = f"{times[0]:.0f} to {times[-1]:.0f} ms, of {TIMES}"
            yield Outcome(f"{database.kind}: {what} of {CARERS} carers, {name}", median(times), GOAL, "ms", how)


def _ask(client: FlaskClient, path: str) -> tuple[float, float]:
    """The milliseconds of one answer, on the wall and of the processor."""
    wall, worked = time.perf_counter(), time.process_time()
    answer = client.get(path)
    taken = (time.perf_counter() - wall) * 1000, (time.process_time() - worked) * 1000
    if answer.status_code != 200 or "on level B" not in answer.text:
        raise AssertionError(f"{path} was answered {answer.status_code}")
    return taken


def _homes(random: Random) -> Iterator[list[object]]:
    yield ["reference", "route", "household_name", "decision_on", "places"]
    for number in range(1, CARERS + 1):
        day = TODAY - timedelta(days=random.randrange(800, 4000))
        yield [f"T-{number:04d}", "mainstream", f"Rowan Example-Finch {number}", day.isoformat(), 2]


def _stays(random: Random) -> Iterator[list[object]]:
    """Two who were there in turn within the year, and mostly one who is."""
    yield ["household", "child", "from_on", "to_on", "ended_how", "born"]
    for number in range(1, CARERS + 1):
        for place, (first, last) in enumerate(((300, 200), (190, 100), (90, None))):
            if last or random.random() < 0.8:
                ends = (TODAY - timedelta(days=last), "went_home") if last else ("", "")
                born = TODAY.replace(year=TODAY.year - random.randrange(1, 17), day=1)
                since = TODAY - timedelta(days=first)
                yield [f"T-{number:04d}", f"CH-{place}{number:04d}", since, *ends, f"{born:%Y-%m}"]


@command
def _settle() -> None:
    """A scheme of four levels whose rates rise in the middle of the year."""
    agency = agencies.called(AGENCY).id
    by = Actor(None, "Bench", Role.MANAGER, (agency,))
    began, rose = date(2010, 4, 1), financial_year(TODAY).first + timedelta(days=183)
    for name, kind, day, text in (
        ("skill_levels", "levels", began, "\n".join(LEVELS)),
        ("skill_fees", "fees", began, FEES.format(90, 110, 155)),
        ("skill_fees", "fees", rose, FEES.format(95, 116, 163)),
        ("allowances", "allowances", began, ALLOWANCES),
    ):
        rows: Any = rate_lines.read(kind, text)
        settings.change(name, rows, valid_from=day, agency_id=agency, by=by)


@command
def _levels(random: Random) -> None:
    """A carer of each household, decided onto one to three levels, the last within a year."""
    homes = db.session.execute(
        select(Household.id, Household.agency_id, Household.name).order_by(Household.id)
    ).all()
    now = clock.now()
    people = [{"household_id": home, "position": 1, "name": name, "added_at": now} for home, _, name in homes]
    db.session.execute(insert(Carer), people)
    carers = {row.household_id: row.id for row in db.session.execute(select(Carer.household_id, Carer.id))}
    steps = []
    for home, agency, _ in homes:
        count = random.randrange(1, 4)
        for place in range(count):
            day = TODAY - timedelta(days=random.randrange(20, 200) + 240 * (count - place - 1))
            whose = {"agency_id": agency, "household_id": home, "carer_id": carers[home]}
            steps.append({**whose, "act": DECIDED, "what": LEVELS[place], "on_day": day, "recorded_at": now})
    db.session.execute(insert(SkillEntry), steps)
