"""A tracker file's whole way: read, judged, loaded by the command, and answered for row by row."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import BinaryIO

from crm import clock
from crm.actor import Actor
from crm.commands import following, imports
from crm.commands.imports import Outcome, Progress
from crm.exchange.tracker import reading, telling
from crm.exchange.tracker.columns import TrackerRow
from crm.exchange.tracker.header import Rules
from crm.exchange.tracker.problems import Findings, shown
from crm.journey.saying import said

CHUNK = 1 << 20
SAMPLE = 5
LONGEST_NAME = 200  # of a file, as a batch keeps it


@dataclass
class Result:
    """What became of a file. `outcome` is None where its rows were refused before anything was tried."""

    file_name: str
    told: int
    findings: Findings
    skips: bool  # bad rows are left out, and the others loaded
    outcome: Outcome | None = None
    sample: list[list[str]] = field(default_factory=list)  # the first rows, to see that they were read rightly

    @property
    def batch(self) -> int | None:
        """The number of the batch, where something was loaded."""
        return self.outcome.batch if self.outcome else None

    @property
    def good(self) -> bool:
        """Whether the file is loaded, or would be; False where something is wrong and nothing is."""
        return self.outcome is not None and (self.skips or not self.findings.problems)


def load(
    file: BinaryIO,
    file_name: str,
    agency_id: int,
    *,
    by: Actor,
    dry_run: bool = False,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Read a file and load it, or say why not. Unreadable when it is no tracker at all."""
    file_name = shown(file_name[-LONGEST_NAME:], longest=LONGEST_NAME)
    rules = Rules(clock.today(), imports.codes(agency_id))
    tracker = reading.read(file, rules, imports.references(agency_id))
    result = Result(file_name, tracker.told, tracker.findings, skip_bad_rows)
    result.sample = [_sample(row) for row in tracker.rows[:SAMPLE]]
    bad = len(tracker.findings.bad_rows)
    if bad and not (skip_bad_rows and tracker.rows):
        return result
    rows = {row.number: row for row in tracker.rows}
    result.outcome = imports.load(
        agency_id,
        [telling.told(row) for row in tracker.rows],
        file=imports.File(file_name, _digest(file), tracker.told, bad),
        by=by,
        dry_run=dry_run,
        skip_bad_rows=skip_bad_rows,
        progress=progress,
    )
    for word in result.outcome.refused:
        found = telling.finding(word, rows[word.row])
        tracker.findings.refuse(found.row, found.column, found.value, found.says)
    for word in result.outcome.noted:
        if telling.column_of(word) in tracker.columns:
            found = telling.finding(word, rows[word.row])
            tracker.findings.warn(found.row, found.column, found.value, found.says)
    tracker.findings.in_order()
    return result


def _sample(row: TrackerRow) -> list[str]:
    days = (row.enquiry_on, row.decision_on)
    return [
        str(row.number),
        row.reference,
        row.household_name or "",
        row.route,
        *(said(day) if day else "" for day in days),
    ]


def _digest(file: BinaryIO) -> str:
    file.seek(0, io.SEEK_SET)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def in_words(result: Result) -> list[str]:
    """What became of the file, in a few lines; the first of a load is `batch N`."""
    rows = f"{result.file_name}: {_count(result.told, 'row')}"
    bad = len(result.findings.bad_rows)
    wrong = f"{_count(len(result.findings.problems), 'problem')} in {_count(bad, 'row')}"
    outcome = result.outcome
    if outcome is None or not result.good:
        return [f"{rows}; {wrong}; nothing is loaded"]
    lines = [f"batch {outcome.batch}"] if outcome.batch else []
    verb = "loaded" if outcome.batch else "to load"
    lines.append(
        f"{rows}; {_count(outcome.begun, 'new journey')}, {outcome.changed:,} changed, "
        f"{outcome.unchanged:,} already on record as they are"
    )
    if outcome.begun or outcome.changed:
        lines.append(f"{_count(outcome.events, 'event')} and {_count(outcome.corrections, 'correction')} {verb}")
    else:
        lines.append("nothing new, and so nothing is loaded")
    if bad:
        lines.append(f"{wrong} left out")
    return [*lines, *following.sentences(outcome.followed)]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
