"""Load a file of journeys, all or nothing, in one transaction; and take such a load back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm import audit, clock
from crm.actor import Actor
from crm.bulk import roomy
from crm.commands import command
from crm.commands.imports.loading import Load, grouped, portions
from crm.commands.imports.told import File, Outcome, Progress, Said, Told
from crm.commands.imports.undoing import Undone, undo
from crm.errors import NotFound
from crm.extensions import db, reading
from crm.ledger import batches
from crm.ledger.keys import lock
from crm.register import agencies, settings

__all__ = [
    "File",
    "Outcome",
    "Progress",
    "Said",
    "Told",
    "Undone",
    "agency_called",
    "agency_of",
    "codes",
    "load",
    "references",
    "undo",
]


def references(agency_id: int) -> dict[str, str]:
    """For each reference that an agency has on record, the first reference of its household."""
    first: dict[int, str] = {}
    with reading():
        known = batches.on_record(agency_id)
    for reference, record in known.items():
        first.setdefault(record.household_id, reference)
    return {reference: first[record.household_id] for reference, record in known.items()}


def codes(agency_id: int) -> tuple[str, ...]:
    """The codes by which an agency closes journeys."""
    with reading():
        listed = settings.value("closed_reasons", agency_id, clock.today())
    return tuple(each["code"] for each in listed)


def agency_called(slug: str) -> int:
    """The id of the agency with this slug; Unusable if there is none."""
    with reading():
        return agencies.called(slug).id


def agency_of(batch: int) -> int:
    """The agency into which a batch was loaded; NotFound if there is no such batch."""
    with reading():
        found = batches.find(batch)
    if found is None:
        raise NotFound(f"There is no batch {batch}.")
    return found.agency_id


@command
def load(
    agency_id: int,
    told: Sequence[Told],
    *,
    file: File,
    by: Actor,
    dry_run: bool = False,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Load a file's rows into an agency: all of them, or none if one is refused.

    With `skip_bad_rows` the others are loaded and the outcome names those left out. With `dry_run` the outcome
    is the same and nothing is loaded. A row that says nothing new changes nothing.
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency.")
    lock(agency_id)
    refused: list[Said] = []
    while True:
        attempt = db.session.begin_nested()
        outcome = _attempt(agency_id, told, file, len(refused), by, dry_run, progress)
        if not (outcome.refused and skip_bad_rows):
            break
        attempt.rollback()
        refused += outcome.refused
        told = _without(told, {said.row for said in outcome.refused}, refused)
    news = outcome.begun or outcome.changed
    if outcome.refused or not news or dry_run:
        attempt.rollback()
        outcome.batch = None
    else:
        attempt.commit()
        about = f"batch {outcome.batch}"
        audit.record(by, "import.load", agency_id=agency_id, about=about, fields=["journeys", "households"])
    outcome.refused = sorted([*refused, *outcome.refused], key=lambda said: said.row)
    return outcome


def _attempt(
    agency_id: int,
    told: Sequence[Told],
    file: File,
    refused: int,
    by: Actor,
    dry_run: bool,
    progress: Progress | None,
) -> Outcome:
    outcome, moment = Outcome(), clock.now()
    known = batches.on_record(agency_id)
    if not dry_run:
        outcome.batch = batches.begin(
            agency_id,
            file_name=file.name,
            digest=file.digest,
            told=file.told,
            refused=file.refused + refused,
            at=moment,
            by=by.user_id,
        )
    loading = Load(agency_id, by, moment, outcome.batch, known, outcome)
    done = 0
    with roomy():
        for groups in portions(grouped(told, known)):
            loading.take(groups)
            done += sum(len(group.told) for group in groups)
            if progress is not None:
                progress(done, len(told))
    return outcome


def _without(told: Sequence[Told], bad: Collection[int], refused: list[Said]) -> list[Told]:
    """The rows that are left, less those whose household's first row is gone."""
    gone = {each.reference: each.row for each in told if each.row in bad}
    left = []
    for each in told:
        first = each.household_reference
        if each.row in bad:
            continue
        if first in gone:
            message = f"row {gone[first]}, the first of that household, is refused; expected it to be put right too"
            refused.append(Said(each.row, message, field="household_reference"))
        else:
            left.append(each)
    return left
