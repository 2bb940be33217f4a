"""What stands behind the checks of a journey: steps, evidence, approvals without one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm.extensions import db
from crm.ledger.tables import EventRecord
from crm.people import checks as kept
from crm.people import merging
from crm.people.check_tables import CheckEntry, CheckResult
from crm.people.tables import Document
from crm.reads.names import names_of


@dataclass(frozen=True, slots=True)
class ResultSeen:
    """What came of a check, for whoever said why they ask."""

    outcome: str | None
    number: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """A step with a check, as its history shows it. `document`: number and name, for whoever sees documents."""

    id: int
    act: str
    on: date
    expires_on: date | None
    reason: str | None
    document: tuple[int, str] | None
    recorded_at: datetime
    by: str
    taken_back_at: datetime | None
    taken_back_by: str
    has_result: bool
    result: ResultSeen | None


@dataclass(frozen=True, slots=True)
class OverrideSeen:
    """What was done although checks were missing: an approval, or the end of Stage 1; `kind` is its event's."""

    kind: str
    reason: str
    lines: int
    recorded_at: datetime
    by: str


def documents(household_id: int) -> dict[int, str]:
    """The documents of a household that may be evidence, the newest first: number and name."""
    there = Document.household_id.in_(merging.together(household_id)), Document.removed_at.is_(None)
    rows = db.session.execute(select(Document.id, Document.name).where(*there).order_by(Document.id.desc()))
    return {row.id: row.name for row in rows}


def entries(
    rows: Sequence[CheckEntry], documents: Mapping[int, str], *, shown: bool
) -> dict[tuple[str, str], list[EntrySeen]]:
    """The steps by line and person, in the order of recording; what came of them only where it was asked for."""
    ids = [row.id for row in rows]
    have = set(db.session.scalars(select(CheckResult.entry_id).where(CheckResult.entry_id.in_(ids))))
    results = _results(ids) if shown else {}
    names = names_of(each for row in rows for each in (row.recorded_by, row.taken_back_by))
    found: dict[tuple[str, str], list[EntrySeen]] = {}
    for row in rows:
        name = documents.get(row.document_id or 0)
        evidence = (row.document_id or 0, name) if name is not None else None
        found.setdefault((row.code, kept.key_of(row)), []).append(
            EntrySeen(
                id=row.id,
                act=row.act,
                on=row.happened_on,
                expires_on=row.expires_on,
                reason=row.reason,
                document=evidence,
                recorded_at=row.recorded_at,
                by=names[row.recorded_by],
                taken_back_at=row.taken_back_at,
                taken_back_by=names[row.taken_back_by],
                has_result=row.id in have,
                result=results.get(row.id),
            )
        )
    return found


def _results(ids: Sequence[int]) -> dict[int, ResultSeen]:
    rows = db.session.scalars(select(CheckResult).where(CheckResult.entry_id.in_(ids)))
    return {row.entry_id: ResultSeen(row.outcome, row.number, row.note) for row in rows}


def overrides(journey_id: int) -> Iterator[OverrideSeen]:
    """What was done on a journey although checks were missing."""
    rows = kept.overrides_of(journey_id)
    names = names_of(row.recorded_by for row in rows)
    events = select(EventRecord.id, EventRecord.kind).where(EventRecord.id.in_([row.event_id for row in rows]))
    kinds = {row.id: row.kind for row in db.session.execute(events)} if rows else {}
    for row in rows:
        yield OverrideSeen(kinds[row.event_id], row.reason, len(row.lines), row.recorded_at, names[row.recorded_by])
