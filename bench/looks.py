"""Who looked, among a million rows of audit: the pages that search them, and the proof that none is missing."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bench.databases import Database
from bench.outcome import Outcome
from bench.pages import EMAIL, PASSWORD, getting, signed_in
from bench.timing import by_turns
from crm import clock
from crm.actor import Role, system
from crm.audit import chain, proving
from crm.audit.tables import AuditChain, AuditEntry
from crm.bulk import CHUNK, roomy, store
from crm.commands import command, users
from crm.extensions import db
from crm.people import households
from crm.people.tables import Household
from crm.register import agencies

GOAL = 2.0  # seconds for a page
HOMES, STAFF, LISTED = 10_000, 40, 25
FROM = datetime(2025, 11, 1, tzinfo=UTC)


def measure(database: Database, rows: int) -> Iterator[Outcome]:
    """The searches of the audit, each on its own; and `crm audit verify`."""
    app = database.app()
    with app.app_context():
        references = _fill(rows)
        users.add_staff(EMAIL, role=Role.MANAGER, agency="bench", password=PASSWORD, by=system())
        db.session.remove()
    database.settle()
    client = signed_in(app)
    home = references[len(references) // 2]
    last = rows // 50
    pages = {
        "who looked at a household": f"/households/{home}/looks",
        "the same between two days": f"/audit?household={home}&from=2025-12-01&to=2025-12-31",
        "what somebody did on a day": "/audit?person=7&from=2025-12-01&to=2025-12-01",
        "everything, newest first": "/audit",
        "everything, the oldest page": f"/audit?page={last}",
    }
    times = by_turns(*(getting(client, path, "on record") for path in pages.values()), rounds=3)
    for name, seconds in zip(pages, times, strict=True):
        yield Outcome(f"{database.kind}: {name}, of {rows:,} rows", seconds, GOAL, unit="s")
    with app.app_context():
        start = time.perf_counter()
        if (wrong := proving.first_wrong([])) is not None:
            raise AssertionError(wrong)
        yield Outcome(f"{database.kind}: crm audit verify of {rows:,} rows", time.perf_counter() - start, unit="s")


@command
def _fill(rows: int) -> list[str]:
    """An agency whose audit has this many rows: seven in ten are looks at a household, two are lists of 25."""
    agency = agencies.add("bench", "Bench")
    new = [households.NewHousehold(name=f"Example-Finch {number}") for number in range(HOMES)]
    ids = households.create_many(agency.id, agency.prefix, new, at=clock.now())
    found = [home.reference for home in db.session.scalars(select(Household).order_by(Household.id))]
    chance = random.Random(1)  # noqa: S311 - the same rows each time
    last = chain.START
    with roomy():
        for start in range(1, rows + 1, CHUNK):
            made = []
            for seq in range(start, min(start + CHUNK, rows + 1)):
                row = _row(chance, agency.id, ids, found) | {"at": FROM + seq * timedelta(seconds=31)}
                row |= {"chain": agency.id, "seq": seq, "previous": last}
                row["hash"] = last = chain.digest(row)
                made.append(row)
            store(AuditEntry, made)
        store(AuditChain, [{"id": agency.id, "entries": rows, "hash": last}])
    return found


def _row(chance: random.Random, agency_id: int, ids: list[int], references: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "user_id": chance.randint(1, STAFF),
        "role": "officer",
        "agency_id": agency_id,
        "household_id": None,
        "action": "sign_in",
        "about": None,
        "fields": [],
        "reason": None,
        "outcome": "done",
        "request_id": f"{chance.getrandbits(64):016x}",
        "network": f"10.0.{chance.randrange(256)}.{chance.randrange(256)}",
    }
    kind = chance.random()
    if kind < 0.7:
        return row | {"action": "household.view", "household_id": chance.choice(ids), "fields": ["timeline"]}
    if kind < 0.9:
        shown = sorted(chance.sample(references, LISTED))
        return row | {"action": "household.list", "about": f"{LISTED} households", "fields": shown}
    return row
