"""What a job does with a tracker that was uploaded: check it, or load what is good in it."""

from __future__ import annotations

import io
from typing import Any

from crm.actor import Actor
from crm.commands import following, uploads
from crm.commands.imports import Progress
from crm.exchange.tracker import loading, refused
from crm.exchange.tracker.loading import Result
from crm.exchange.tracker.problems import Finding, Findings, Unreadable, shown

MOST_WARNINGS = 20_000  # kept with the file: more than anybody reads


def check(upload_id: int, *, by: Actor, progress: Progress) -> None:
    """Say what loading the file would do, without loading it."""
    taken = uploads.taken_up(upload_id, by=by)
    try:
        result = loading.load(
            io.BytesIO(taken.content),
            taken.file_name,
            taken.agency_id,
            by=by,
            dry_run=True,
            skip_bad_rows=True,
            progress=progress,
        )
    except Unreadable as no:
        uploads.note(upload_id, "unreadable", {"why": no.message})
        return
    uploads.note(upload_id, "checked" if result.outcome else "refused", in_json(result))


def load(upload_id: int, *, by: Actor, progress: Progress) -> None:
    """Load the good rows of the file."""
    taken = uploads.taken_up(upload_id, by=by)
    file = io.BytesIO(taken.content)
    try:
        result = loading.load(file, taken.file_name, taken.agency_id, by=by, skip_bad_rows=True, progress=progress)
    except Unreadable as no:
        uploads.note(upload_id, "unreadable", {"why": no.message})
        return
    state: uploads.State = "loaded" if result.outcome else "refused"
    uploads.note(upload_id, state, in_json(result), batch=result.batch)


def refused_rows(upload_id: int, *, by: Actor) -> tuple[str, bytes]:
    """The rows that cannot be loaded, as a file to put right, and what to call it."""
    taken = uploads.content(upload_id, by=by)
    file = io.BytesIO(taken.content)
    said = uploads.state(upload_id, by=by).said
    findings = Findings(problems=[Finding(*each) for each in said.get("problems", [])])
    return f"{taken.file_name.rsplit('.', 1)[0]}-refused.csv", refused.as_csv(file, findings)


def in_json(result: Result) -> dict[str, Any]:
    """What was found in a file, as it is kept with it."""
    outcome = result.outcome
    return found_in_json(result.findings) | {
        "rows": result.told,
        "begun": outcome.begun if outcome else 0,
        "changed": outcome.changed if outcome else 0,
        "unchanged": outcome.unchanged if outcome else 0,
        "events": outcome.events if outcome else 0,
        "corrections": outcome.corrections if outcome else 0,
        "followed": following.sentences(outcome.followed) if outcome else [],
        "sample": result.sample,
    }


def found_in_json(findings: Findings) -> dict[str, Any]:
    """What is wrong with a file, or should be looked at, as it is kept with it."""
    return {
        "bad": len(findings.bad_rows),
        "problem_count": len(findings.problems),
        "warning_count": len(findings.warnings),
        "problems": [_kept(each) for each in findings.problems],
        "warnings": [_kept(each) for each in findings.warnings[:MOST_WARNINGS]],
    }


def _kept(finding: Finding) -> list[Any]:
    return [finding.row, finding.column, shown(finding.value), finding.says]
