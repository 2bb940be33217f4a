"""Several processes that write at once: none of what they write may be refused by the database."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import select

from bench.databases import Database
from bench.outcome import Outcome
from crm import clock
from crm.actor import Actor, Role
from crm.commands import journeys
from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.journey.ranges import Route
from crm.ledger.tables import JourneyRecord, StageEntry
from crm.people.tables import Household

PROCESSES = 4
WRITES = 50  # a process


def measure(database: Database) -> Iterator[Outcome]:
    """How many writes failed."""
    with database.app().app_context():
        homes = list(db.session.execute(select(Household.id, Household.agency_id).limit(PROCESSES * WRITES)))
        before = _counted()
        db.session.remove()
        db.engine.dispose()
    apart = multiprocessing.get_context("spawn")
    start = apart.Barrier(PROCESSES)
    mine = [[tuple(home) for home in homes[number::PROCESSES]] for number in range(PROCESSES)]
    failed = apart.Array("i", PROCESSES)
    writers = [
        apart.Process(target=_write, args=(database, share, start, failed, number))
        for number, share in enumerate(mine)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.app().app_context():
        written = _counted() - before
        db.session.remove()
    lost = len(homes) - sum(failed[:]) - written
    if lost:
        raise AssertionError(f"{lost} writes were reported as done and are not there")
    what = f"{database.kind}: failed writes, {PROCESSES} processes writing"
    yield Outcome(what, sum(failed[:]), 0, how=f"of {len(homes)}")


def _counted() -> int:
    """Journeys begun; each has its entry in the ledger, or the two are not one transaction."""
    journeys_begun = db.session.query(JourneyRecord).count()
    entered = db.session.query(StageEntry.journey_id).distinct().count()
    if entered != journeys_begun:
        raise AssertionError(f"{journeys_begun} journeys, and entries of {entered}")
    return journeys_begun


def _write(database: Database, homes: list[tuple[int, int]], start: Barrier, failed: Any, number: int) -> None:
    """Begin a journey for each household, all processes from the same moment on."""
    app = database.app()
    start.wait()
    for household_id, agency_id in homes:
        with app.app_context():
            by = Actor(user_id=None, label="Bench", role=Role.OFFICER, agency_ids=(agency_id,))
            enquiry = EnquiryReceived(happened_on=clock.today() - timedelta(days=1))
            try:
                journeys.begin(household_id, route=Route.MAINSTREAM, first=enquiry, by=by)
            except Exception:  # whatever the reason, it is a write that failed, and that is what is counted
                failed[number] += 1
