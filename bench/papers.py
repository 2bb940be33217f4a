"""A committee's paper as PDF, and a workbook with the lists behind the figures: seconds, and memory of a process.

Each is made in a process of its own, as memory that another work has left behind would be counted with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from bench import trackers
from bench.databases import Database, Workshop
from bench.imports import AGENCY, MEBIBYTE, run
from bench.outcome import Outcome
from crm.config import ROOT

JOURNEYS = 2700  # whose ten years come to some 50,000 rows behind the figures
PDF, WORKBOOK, MEMORY = 5.0, 30.0, 200.0  # seconds, seconds, MiB
LEAST_PAGES, LEAST_ROWS = 10, 50_000
COMMAND = """
import sys, time
from datetime import date
from pathlib import Path
from crm import create_app
from crm.exchange.papers import as_pdf
from crm.exchange.quarterly import as_paper, workbook
from crm.extensions import reading
from crm.reads import workbook as lists
from crm.reports import scope
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import quarterly
with create_app().app_context(), reading():
    by = scope.everybody()
    [found] = scope.choices(by)
    report = quarterly(found, Period(date(2012, 4, 1), date(2023, 3, 31)), KnownOn(date(2024, 3, 31)))
    start, worked = time.perf_counter(), time.process_time()
    if sys.argv[1] == "pdf":
        from pypdf import PdfReader
        import io
        content = as_pdf.write(as_paper.paper(report))
        took, busy = time.perf_counter() - start, time.process_time() - worked
        count = len(PdfReader(io.BytesIO(content)).pages)
    else:
        gathered = lists.gathered(report, by)
        content = workbook.write(report, gathered)
        took, busy = time.perf_counter() - start, time.process_time() - worked
        count = sum(map(len, gathered.blocks.values()))
peak = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line][0]
print(took, busy, count, len(content), peak)
"""


def measure(place: Workshop, database: Database) -> Iterator[Outcome]:
    """One of each, in fresh processes, of a council's ten years."""
    file = place.folder / f"papers-{database.kind}.csv"
    trackers.write(file, JOURNEYS)
    run(database, "agency", "add", AGENCY, "--name", "Bench Council")
    run(database, "import", "tracker", str(file), "--agency", AGENCY)
    database.settle()
    seconds, busy, pages, size, peak = _made(database, "pdf")
    _least(pages, LEAST_PAGES)
    how = f"{busy:.1f} s of the processor; {size / 1000:,.0f} KB; {peak:,.0f} MiB resident, whole process"
    yield Outcome(f"{database.kind}: a paper of {pages:,.0f} pages as PDF", seconds, PDF, "s", how)
    seconds, busy, rows, size, peak = _made(database, "xlsx")
    _least(rows, LEAST_ROWS)
    what = f"{database.kind}: a workbook with {rows:,.0f} rows behind its figures"
    yield Outcome(what, seconds, WORKBOOK, "s", f"{busy:.1f} s of the processor; {size / 1e6:.1f} MB")
    yield Outcome(f"{database.kind}: peak memory of that workbook", peak, MEMORY, "MiB", "resident, whole process")


def _made(database: Database, what: str) -> tuple[float, float, float, float, float]:
    """Seconds on the wall and of the processor, pages or rows, bytes, and the peak memory in MiB."""
    command = [sys.executable, "-c", COMMAND, what]
    environ = {**os.environ, **database.environ}
    done = subprocess.run(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    seconds, busy, count, size, peak = map(float, done.stdout.split())
    return seconds, busy, count, size, peak / MEBIBYTE


def _least(found: float, wanted: int) -> None:
    if found < wanted:
        raise AssertionError(f"{found:,.0f} is less than the {wanted:,} that the goal is of")
