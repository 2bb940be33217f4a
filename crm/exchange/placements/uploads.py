"""What a job does with a file of placements that was uploaded: check it, or load what is good in it."""

from __future__ import annotations

import io

from crm.actor import Actor
from crm.commands import following, uploads
from crm.commands.imports import Progress
from crm.exchange.placements import loading
from crm.exchange.placements.loading import Result
from crm.exchange.tracker.problems import Unreadable
from crm.exchange.tracker.uploads import found_in_json


def check(upload_id: int, *, by: Actor, progress: Progress) -> None:
    """Say what loading the file would do, without loading it."""
    result = _tried(upload_id, by, dry_run=True)
    if result is not None:
        uploads.note(upload_id, "checked" if result.outcome else "refused", _in_json(result))


def load(upload_id: int, *, by: Actor, progress: Progress) -> None:
    """Load the good rows of the file."""
    result = _tried(upload_id, by, dry_run=False)
    if result is not None:
        uploads.note(upload_id, "loaded" if result.outcome else "refused", _in_json(result), batch=result.batch)


def _tried(upload_id: int, by: Actor, *, dry_run: bool) -> Result | None:
    """What became of the file; None where it is none of placements, which is noted."""
    taken = uploads.taken_up(upload_id, by=by)
    file = io.BytesIO(taken.content)
    try:
        return loading.load(file, taken.file_name, taken.agency_id, by=by, dry_run=dry_run, skip_bad_rows=True)
    except Unreadable as no:
        uploads.note(upload_id, "unreadable", {"why": no.message})
        return None


def _in_json(result: Result) -> dict[str, object]:
    outcome = result.outcome
    return found_in_json(result.findings) | {
        "rows": result.told,
        "begun": outcome.begun if outcome else 0,
        "changed": outcome.changed if outcome else 0,
        "unchanged": outcome.unchanged if outcome else 0,
        "followed": following.sentences(outcome.followed) if outcome else [],
        "sample": result.sample,
    }
