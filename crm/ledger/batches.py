"""Which files were loaded, what each of their rows brought, and what was taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import aliased

from crm import clock
from crm.bulk import store
from crm.extensions import db
from crm.journey.events import Event, Withdrawn, from_data
from crm.journey.ranges import Route
from crm.ledger.tables import (
    EventRecord,
    ImportBatch,
    ImportFreed,
    ImportRow,
    ImportUndo,
    JourneyRecord,
    TieRecord,
)

CHUNK = 500


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A journey that has a reference: whose it is, and when the council first had it.

    That is the latest day that a file has given; for a journey begun by hand, the day on which it was.
    """

    journey_id: int
    household_id: int
    route: Route
    recorded_on: date


def came_with_a_load(event_id: int) -> bool:
    """Whether an event was brought by a file, not by hand."""
    batch = db.session.scalar(select(EventRecord.batch_id).where(EventRecord.id == event_id))
    return batch is not None


def on_record(agency_id: int) -> dict[str, OnRecord]:
    """Every journey of an agency that has a reference, in the order in which they began.

    Those that an undone load left empty are not among them: their references are free.
    """
    latest = _latest_tie(JourneyRecord.id)
    rows = db.session.execute(
        select(
            JourneyRecord.reference,
            JourneyRecord.id,
            JourneyRecord.route,
            TieRecord.household_id,
            JourneyRecord.created_at,
        )
        .join(TieRecord, TieRecord.id == latest)
        .where(JourneyRecord.agency_id == agency_id, JourneyRecord.reference.is_not(None))
        .where(~select(ImportFreed.id).where(ImportFreed.journey_id == JourneyRecord.id).exists())
        .order_by(JourneyRecord.id)
    )
    days = _recorded_on(agency_id)
    return {
        reference: OnRecord(
            journey_id, household_id, Route(route), days.get(journey_id) or clock.day_of(created_at)
        )
        for reference, journey_id, route, household_id, created_at in rows
        if reference is not None
    }


def _recorded_on(agency_id: int) -> dict[int, date]:
    """The latest day that a file which still stands has given for a journey."""
    rows = db.session.execute(
        select(ImportRow.journey_id, func.max(ImportRow.recorded_on))
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .where(ImportBatch.agency_id == agency_id, ~_undone())
        .group_by(ImportRow.journey_id)
    )
    return {row[0]: row[1] for row in rows}


def _latest_tie(journey_id: Any) -> Any:
    """The tie that says whose a journey is now."""
    tie = aliased(TieRecord)
    return select(func.max(tie.id)).where(tie.journey_id == journey_id).scalar_subquery()


def _undone() -> Any:
    return select(ImportUndo.id).where(ImportUndo.batch_id == ImportBatch.id).exists()


def imported(journey_ids: Collection[int]) -> set[int]:
    """The ids of the events of these journeys that came from files."""
    found: set[int] = set()
    for chunk in _chunks(journey_ids):
        chosen = select(EventRecord.id).where(EventRecord.journey_id.in_(chunk), EventRecord.batch_id.is_not(None))
        found.update(db.session.scalars(chosen))
    return found


def begin(
    agency_id: int, *, file_name: str, digest: str, told: int, refused: int, at: datetime, by: int | None
) -> int:
    """Put a new batch on record; its number."""
    batch = ImportBatch(
        agency_id=agency_id,
        file_name=file_name,
        digest=digest,
        told=told,
        refused=refused,
        loaded_at=at,
        loaded_by=by,
    )
    db.session.add(batch)
    db.session.flush()
    return batch.id


def loaded(agency_id: int, digest: str) -> bool:
    """Whether the very same file was loaded, and not taken back since."""
    same = ImportBatch.agency_id == agency_id, ImportBatch.digest == digest, ~_undone()
    return db.session.scalar(select(ImportBatch.id).where(*same).limit(1)) is not None


def keep_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Put rows that brought something on record."""
    store(ImportRow, rows)


@dataclass(frozen=True, slots=True)
class Batch:
    """A file that was loaded: how many rows it had, lost and brought, and whether it was taken back."""

    id: int
    agency_id: int
    file_name: str
    told: int
    refused: int
    brought: int
    loaded_at: datetime
    loaded_by: int | None
    undone_at: datetime | None
    undone_by: int | None


def listed(agency_ids: Collection[int], batch_id: int | None = None) -> list[Batch]:
    """The batches of some agencies, the newest first; or the one with this number, if it is theirs."""
    rows = select(func.count()).select_from(ImportRow).where(ImportRow.batch_id == ImportBatch.id).scalar_subquery()
    chosen = (
        select(
            ImportBatch.id,
            ImportBatch.agency_id,
            ImportBatch.file_name,
            ImportBatch.told,
            ImportBatch.refused,
            rows,
            ImportBatch.loaded_at,
            ImportBatch.loaded_by,
            ImportUndo.undone_at,
            ImportUndo.undone_by,
        )
        .outerjoin(ImportUndo, ImportUndo.batch_id == ImportBatch.id)
        .where(ImportBatch.agency_id.in_(agency_ids))
        .order_by(ImportBatch.id.desc())
    )
    if batch_id is not None:
        chosen = chosen.where(ImportBatch.id == batch_id)
    return [Batch(*row) for row in db.session.execute(chosen)]


def find(batch_id: int) -> ImportBatch | None:
    """The batch with this number, or None."""
    return db.session.get(ImportBatch, batch_id)


def undone(agency_id: int) -> set[int]:
    """The batches of an agency that were taken back."""
    return set(db.session.scalars(select(ImportBatch.id).where(ImportBatch.agency_id == agency_id, _undone())))


def undone_at(batch_id: int) -> datetime | None:
    """When a batch was taken back, if it was."""
    return db.session.scalar(select(ImportUndo.undone_at).where(ImportUndo.batch_id == batch_id))


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A row of a batch, with its journey as it is now."""

    number: int
    journey_id: int
    household_id: int
    reference: str | None
    told_elsewhere: bool  # another file that stands has said something of it too


def rows_of(batch_id: int) -> list[BatchRow]:
    """The rows of a batch, household by household."""
    latest = _latest_tie(ImportRow.journey_id)
    other = aliased(ImportRow)
    elsewhere = (
        select(other.id)
        .join(ImportBatch, ImportBatch.id == other.batch_id)
        .where(other.journey_id == ImportRow.journey_id, other.batch_id != batch_id, ~_undone())
        .exists()
    )
    rows = db.session.execute(
        select(ImportRow.number, ImportRow.journey_id, TieRecord.household_id, JourneyRecord.reference, elsewhere)
        .join(JourneyRecord, JourneyRecord.id == ImportRow.journey_id)
        .join(TieRecord, TieRecord.id == latest)
        .where(ImportRow.batch_id == batch_id)
        .order_by(TieRecord.household_id, ImportRow.number)
    )
    return [BatchRow(*row) for row in rows]


def brought(batch_id: int, journey_ids: Collection[int]) -> set[int]:
    """The ids of the events that a batch brought to these journeys."""
    found: set[int] = set()
    for chunk in _chunks(journey_ids):
        chosen = select(EventRecord.id).where(EventRecord.journey_id.in_(chunk), EventRecord.batch_id == batch_id)
        found.update(db.session.scalars(chosen))
    return found


def touched_since(batch_id: int) -> dict[int, list[Event]]:
    """What was recorded on a batch's journeys after it, by journey: by hand, or by a later file."""
    last = select(func.max(EventRecord.id)).where(EventRecord.batch_id == batch_id).scalar_subquery()
    journeys = select(ImportRow.journey_id).where(ImportRow.batch_id == batch_id)
    rows = db.session.execute(
        select(EventRecord.journey_id, EventRecord.kind, EventRecord.happened_on, EventRecord.data)
        .where(EventRecord.journey_id.in_(journeys), EventRecord.id > func.coalesce(last, 0))
        .where(EventRecord.kind != Withdrawn.kind)
        .order_by(EventRecord.id)
    )
    found: dict[int, list[Event]] = {}
    for journey_id, kind, happened_on, data in rows:
        found.setdefault(journey_id, []).append(from_data(kind, happened_on, data))
    return found


def undo(batch_id: int, freed: Collection[int], *, at: datetime, by: int | None) -> None:
    """Put on record that a batch was taken back, and which journeys it leaves with nothing."""
    taken_back = ImportUndo(batch_id=batch_id, undone_at=at, undone_by=by)
    db.session.add(taken_back)
    db.session.flush()
    if freed:
        rows = [{"undo_id": taken_back.id, "journey_id": journey_id} for journey_id in sorted(freed)]
        db.session.execute(insert(ImportFreed), rows)


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
