"""A file of placements' whole way: read, judged, loaded by the command, and answered for row by row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import BinaryIO

from crm.actor import Actor
from crm.commands import following, placement_files
from crm.commands.imports import File, Outcome, Said
from crm.commands.placement_files import ToldStay
from crm.commands.placements import codes
from crm.exchange.placements import reading
from crm.exchange.placements.reading import Read
from crm.exchange.tracker.problems import Findings, shown
from crm.extensions import reading as looking

SAMPLE = 5  # rows shown as they were read
LONGEST_NAME = 200  # of a file, as a batch keeps it


@dataclass
class Result:
    """What became of a file. `outcome` is None where its rows were refused before anything was tried."""

    file_name: str
    told: int
    findings: Findings
    skips: bool
    outcome: Outcome | None = None
    sample: list[list[str]] = field(default_factory=list)

    @property
    def batch(self) -> int | None:
        return self.outcome.batch if self.outcome else None

    @property
    def good(self) -> bool:
        """Whether the file is loaded, or would be."""
        return self.outcome is not None and (self.skips or not self.findings.problems)


def load(
    file: BinaryIO, file_name: str, agency_id: int, *, by: Actor, dry_run: bool = False, skip_bad_rows: bool = False
) -> Result:
    """Read a file and load it, or say why not. Unreadable when it is no file of placements at all."""
    with looking():
        listed = {
            "offer": sorted(codes("offers", agency_id)),
            "ended_how": sorted(codes("placement_endings", agency_id)),
        }
    found = reading.read(file, listed)
    name = shown(file_name[-LONGEST_NAME:], longest=LONGEST_NAME)
    result = Result(name, found.told, found.findings, skip_bad_rows)
    result.sample = [_sample(each) for each in found.rows[:SAMPLE]]
    bad = len(found.findings.bad_rows)
    if bad and not (skip_bad_rows and found.rows):
        return result
    file.seek(0)
    result.outcome = placement_files.load(
        agency_id,
        found.rows,
        file=File(name, hashlib.sha256(file.read()).hexdigest(), found.told, bad),
        by=by,
        dry_run=dry_run,
        skip_bad_rows=skip_bad_rows,
    )
    for word in result.outcome.refused:
        found.findings.refuse(word.row, word.field, _text(found, word), _says(word))
    for word in result.outcome.noted:
        found.findings.warn(word.row, word.field, _text(found, word), _says(word))
    found.findings.in_order()
    return result


def _sample(told: ToldStay) -> list[str]:
    stay = told.stay
    days = (day.isoformat() if day else "" for day in (stay.from_on, stay.to_on))
    return [str(told.row), told.household, stay.child, *days, stay.siblings or ""]


def _text(found: Read, word: Said) -> str:
    return found.texts[word.row].get(word.field or "", "")


def _says(word: Said) -> str:
    return word.message.rstrip(".")


def in_words(result: Result) -> list[str]:
    """What became of the file, in a few lines; the first of a load is `batch N`."""
    rows = f"{result.file_name}: {_count(result.told, 'row')}"
    wrong = f"{_count(len(result.findings.problems), 'problem')} in {_count(len(result.findings.bad_rows), 'row')}"
    outcome = result.outcome
    if outcome is None or not result.good:
        return [f"{rows}; {wrong}; nothing is loaded"]
    lines = [f"batch {outcome.batch}"] if outcome.batch else []
    lines.append(
        f"{rows}; {_count(outcome.begun, 'new placement')}, {outcome.changed:,} changed, "
        f"{outcome.unchanged:,} already on record as they are"
    )
    if outcome.batch and not (outcome.begun or outcome.changed):
        lines.append("nothing new: it is kept, for it tells the same still where the other file is taken back")
    elif not (outcome.begun or outcome.changed):
        lines.append("nothing new, and so nothing is loaded")
    if result.findings.problems:
        lines.append(f"{wrong} left out")
    return [*lines, *following.sentences(outcome.followed)]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
