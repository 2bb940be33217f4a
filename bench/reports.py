"""The pages of reports for a council of 5,000 households and ten years, in process, signed in as a manager.

Processor time of whole pages, since the machine is rarely alone; what is compared runs by turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from math import ceil
from statistics import median

from bench import trackers
from bench.databases import Database, Workshop
from bench.imports import AGENCY, run
from bench.outcome import Outcome
from bench.pages import EMAIL, PASSWORD, getting, signed_in
from crm.actor import Role, system
from crm.commands import users
from crm.extensions import db

HOUSEHOLDS = 5_000
GOAL = 300.0  # ms, of the 95th percentile
ROUNDS = 20
COUNCILS, OF_EACH, GOAL_OF_A_HUB = 12, 1_500, 1500.0  # journeys of each council; ms
REPORT, GRID = f"/reports/quarterly?agency={AGENCY}", f"/reports/grid?agency={AGENCY}"
QUARTER, YEAR = "&from=2021-04-01&to=2021-06-30", "&from=2021-04-01&to=2022-03-31"
PAGES: Mapping[str, str] = {
    "a quarter": f"{REPORT}{QUARTER}",
    "a year": f"{REPORT}{YEAR}",
    "a quarter as known on a past day": f"{REPORT}{QUARTER}&known_on=2021-08-01",
    "a year as known on a past day": f"{REPORT}{YEAR}&known_on=2022-06-01",
    "a quarter, published copy": f"{REPORT}{QUARTER}&copy=published",
    "a year, published copy": f"{REPORT}{YEAR}&copy=published",
    "a year of one route": f"{REPORT}{YEAR}&route=mainstream",
    "a year of an offer": f"{REPORT}{YEAR}&offer=respite",
    "a year of an area": f"{REPORT}{YEAR}&area=DE22",
    "the quarter grid of a year": f"{GRID}&kind=financial&year=2021&population=all",
    "the same of one route": f"{GRID}&kind=financial&year=2021&route=mainstream",
    "twelve months that end on a day": f"{GRID}&kind=rolling&to=2022-05-31&population=all",
    "eleven years of a contract": f"{GRID}&kind=days&from=2012-04-01&to=2023-03-31&population=all",
    "targets": f"/reports/targets?agency={AGENCY}",
    "the households behind a year's cohort": f"/reports/quarterly/households?agency={AGENCY}{YEAR}"
    "&population=all&figure=cohort.visit.reached",
    "the bed book of a year": f"/reports/bed-book?agency={AGENCY}{YEAR}",
    "who the carers are, at the end of a year": f"/reports/our-carers?agency={AGENCY}{YEAR}",
}


def measure(place: Workshop, database: Database) -> Iterator[Outcome]:
    """Each page's 95th percentile; and a year as known on a past day against the year as known now."""
    file = place.folder / f"reports-{database.kind}.csv"
    trackers.write(file, HOUSEHOLDS)
    run(database, "agency", "add", AGENCY, "--name", "Bench Council")
    run(database, "import", "tracker", str(file), "--agency", AGENCY)
    database.settle()
    app = database.app()
    with app.app_context():
        users.add_staff(EMAIL, role=Role.MANAGER, agency=AGENCY, password=PASSWORD, by=system())
        db.session.remove()
    client = signed_in(app)
    taken = _by_turns({name: getting(client, path, "Bench Council") for name, path in PAGES.items()})
    for name, times in taken.items():
        how = f"median {median(times):.0f} ms of the processor"
        slow = sorted(times)[ceil(0.95 * len(times)) - 1]
        yield Outcome(f"{database.kind}: {name}, 95th percentile", slow, GOAL, "ms", how)
    past, now = (median(taken[name]) for name in ("a year as known on a past day", "a year"))
    yield Outcome(f"{database.kind}: a year as known on a past day / as known now", past / now, 2.0)


def of_a_hub(place: Workshop, database: Database) -> Iterator[Outcome]:
    """The 95th percentile of the report of a hub of twelve councils, as its own staff open it."""
    for number in range(COUNCILS):
        slug, file = f"council-{number}", place.folder / f"hub-{number}-{database.kind}.csv"
        trackers.write(file, OF_EACH, first=number * OF_EACH + 1)
        run(database, "agency", "add", slug, "--name", f"Council {number}", "--hub", "bench-hub")
        run(database, "import", "tracker", str(file), "--agency", slug)
    database.settle()
    app = database.app()
    with app.app_context():
        users.add_staff(EMAIL, role=Role.HUB, hub="bench-hub", password=PASSWORD, by=system())
        db.session.remove()
    client = signed_in(app)
    pages = {"quarter": QUARTER, "year": YEAR}
    path = "/reports/quarterly?hub=bench-hub"
    acts = {name: getting(client, f"{path}{days}", "Council 3") for name, days in pages.items()}
    for name, times in _by_turns(acts).items():
        how = f"{COUNCILS} councils of {OF_EACH:,}, median {median(times):.0f} ms of the processor"
        slow = sorted(times)[ceil(0.95 * len(times)) - 1]
        yield Outcome(f"{database.kind}: a hub's {name}, 95th percentile", slow, GOAL_OF_A_HUB, "ms", how)


def _by_turns(acts: Mapping[str, Callable[[], None]]) -> dict[str, list[float]]:
    """Milliseconds of the processor that each act took, in turn; the first round warms up."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(ROUNDS + 1):
        for name, act in acts.items():
            start = time.process_time()
            act()
            if number:
                taken[name].append((time.process_time() - start) * 1000)
    return taken
