"""The import of a tracker by its command, in a fresh process, against the bare driver storing the same rows."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Table

from bench import trackers
from bench.databases import SQLITE, Database, Workshop
from bench.outcome import Outcome
from bench.timing import said
from crm.config import ROOT
from crm.extensions import db

ROUNDS = 3
RATIO = 5.0
MEMORY = 300.0  # MiB
MEBIBYTE = 1024  # KiB, in which Linux counts
AGENCY = "bench"
COMMAND = """
import sys
from pathlib import Path
from crm.cli import run
code = run(sys.argv[1:])
print([line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line][0])
sys.exit(code)
"""

Rows = dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]  # by table: the names of its columns, and its rows


def measure(place: Workshop, kind: str, rows: int) -> tuple[Database, list[Outcome]]:
    """The ratio and the peak memory on one database, and the database as the last import left it."""
    file = place.folder / "tracker.csv"
    trackers.write(file, rows)
    taken: list[tuple[float, float]] = []
    peaks = []
    for number in range(ROUNDS):
        loaded, bare, empty = (_with_agency(place, kind) for _ in range(3))
        seconds, peak = run(loaded, "import", "tracker", str(file), "--agency", AGENCY)
        stored = _added(loaded, empty)
        taken.append((seconds, _store(bare, stored)))
        peaks.append(peak)
        _same(stored, _added(bare, empty))
        for database in (bare, empty) if number == ROUNDS - 1 else (bare, empty, loaded):
            place.drop(database)
    ours, theirs = (median(times) for times in zip(*taken, strict=True))
    total = sum(len(values) for _, values in stored.values())
    how = f"{said(ours)} / {said(theirs)} for {total:,} rows stored"
    return loaded, [
        Outcome(f"{kind}: import of {rows:,} journeys / bare executemany", ours / theirs, RATIO, how=how),
        Outcome(f"{kind}: peak memory of that import", max(peaks), MEMORY, "MiB", "resident, whole process"),
    ]


def grow(place: Workshop, database: Database, rows: int, *, first: int) -> None:
    """Import more journeys, numbered from `first`."""
    file = place.folder / "more.csv"
    trackers.write(file, rows, first=first)
    run(database, "import", "tracker", str(file), "--agency", AGENCY)


def run(database: Database, *arguments: str) -> tuple[float, float]:
    """Run `crm` in a fresh process: the seconds that it took, and its peak resident memory in MiB.

    The process reads its own peak: what the system tells of a child begins with the memory of its parent.
    """
    command = [sys.executable, "-c", COMMAND, *arguments]
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own program, by the Python that runs this
        command, env={**os.environ, **database.environ}, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"crm {' '.join(arguments)} answered {done.returncode}")
    return seconds, int(done.stdout.split()[-1]) / MEBIBYTE


def _with_agency(place: Workshop, kind: str) -> Database:
    database = place.database(kind)
    run(database, "agency", "add", AGENCY, "--name", "Bench Council")
    return database


def _added(database: Database, before: Database) -> Rows:
    """What stands in a database beyond what another has, by table, in an order that foreign keys allow."""
    connection, other = database.driver(), before.driver()
    found: Rows = {}
    for table in _tables():
        keys = [column.name for column in table.primary_key]
        columns, rows = _all(connection, table.name)
        places = [columns.index(key) for key in keys]
        known = {tuple(row[place] for place in places) for row in _all(other, table.name)[1]}
        fresh = [row for row in rows if tuple(row[place] for place in places) not in known]
        if fresh:
            found[table.name] = columns, fresh
    connection.close()
    other.close()
    return found


def _tables() -> list[Table]:
    for path in sorted((ROOT / "crm").glob("*/*tables.py")):
        if path.parent.name != "pages":
            importlib.import_module(f"crm.{path.parent.name}.{path.stem}")
    return db.metadata.sorted_tables


def _all(connection: Any, table: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    cursor = connection.cursor()
    cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own table
    return tuple(column[0] for column in cursor.description), [_plain(row) for row in cursor.fetchall()]


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as the driver takes it back: psycopg gives JSON as Python's own values."""
    return tuple(Jsonb(value) if isinstance(value, dict | list) else value for value in row)


def _store(database: Database, stored: Rows) -> float:
    """Insert rows with the bare driver, in one transaction; the seconds that it took."""
    connection = database.driver()
    place = "?" if database.kind == SQLITE else "%s"
    start = time.perf_counter()
    cursor = connection.cursor()
    if database.kind == SQLITE:
        cursor.execute("BEGIN IMMEDIATE")
    for table, (columns, rows) in stored.items():
        places = ", ".join([place] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608 - ours
    connection.commit()
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def _same(stored: Rows, again: Rows) -> None:
    """Both databases must hold as many rows in each table, or the two did not do the same."""
    ours = {table: len(rows) for table, (_, rows) in stored.items()}
    theirs = {table: len(rows) for table, (_, rows) in again.items()}
    if ours != theirs:
        raise AssertionError(f"the import stored {ours}, the bare driver {theirs}")
