"""Targets of agencies: what they are now, what they were on a past day, and all that was recorded of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from crm.extensions import db
from crm.register.target_tables import TargetEntry, TargetRecord

# The figures of the quarterly report that a council sets itself targets for, by name. What is lost has a most.
MEASURES = (
    "activity.enquiries",
    "activity.initial_visits",
    "activity.applications",
    "activity.approvals",
    "approved_and_still_active",
    "activity.deregistrations",
    "households.net",
    "households.closing",
    "places.new_approvals",
    "places.net",
    "places.closing",
)
NOTE = 200  # characters of a note


@dataclass(frozen=True, slots=True)
class Entry:
    """What a target said from a moment on; `id` is what a form compares."""

    id: int
    number: int
    first: date
    last: date
    note: str
    withdrawn: bool
    recorded_at: datetime
    recorded_by: int | None


@dataclass(frozen=True, slots=True)
class Target:
    """A target with all that it ever said, the oldest first."""

    id: int
    agency_id: int
    figure: str
    population: str
    entries: tuple[Entry, ...]

    @property
    def now(self) -> Entry:
        """What it says."""
        return self.entries[-1]

    @property
    def set_at(self) -> datetime:
        """When it was first on record."""
        return self.entries[0].recorded_at

    def known(self, before: datetime) -> Target | None:
        """The same as it was on record before a moment; None, if it was not."""
        then = tuple(each for each in self.entries if each.recorded_at < before)
        return replace(self, entries=then) if then else None


def of_agencies(agency_ids: Sequence[int]) -> tuple[Target, ...]:
    """Every target of these agencies, those that begin last first."""
    return tuple(
        sorted(
            _read(TargetRecord.agency_id.in_(agency_ids)),
            key=lambda each: (each.now.first, each.now.last, each.id),
            reverse=True,
        )
    )


def one(number: int) -> Target | None:
    """The target with this number."""
    return next(iter(_read(TargetRecord.id == number)), None)


def _read(chosen: ColumnElement[bool]) -> list[Target]:
    entries: dict[TargetRecord, list[Entry]] = defaultdict(list)
    wanted = select(TargetRecord, TargetEntry).join(TargetEntry, TargetEntry.target_id == TargetRecord.id)
    for record, entry in db.session.execute(wanted.where(chosen).order_by(TargetEntry.id)):
        entries[record].append(_entry(entry))
    return [
        Target(record.id, record.agency_id, record.figure, record.population, tuple(found))
        for record, found in entries.items()
    ]


def _entry(row: TargetEntry) -> Entry:
    return Entry(
        id=row.id,
        number=row.number,
        first=row.first,
        last=row.last,
        note=row.note or "",
        withdrawn=row.withdrawn,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
