"""Priorities of agencies: what they say, when each is to be reviewed, and all that was recorded of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from crm import clock
from crm.extensions import db
from crm.journey.deadlines import add_months
from crm.register import settings
from crm.register.priority_tables import PriorityEntry, PriorityRecord

STATUSES, REVIEWED_EVERY = "priority_statuses", "priority_review_months"
TITLE, NOTE = 120, 500  # characters
SET, CHANGE, REVIEW, WITHDRAW, AGAIN = "set", "change", "review", "withdraw", "again"


@dataclass(frozen=True, slots=True)
class Said:
    """What a priority said from a moment on, and by what: one of SET to AGAIN. `id` is what a form compares."""

    id: int
    what: str
    title: str
    owner_id: int
    due_on: date
    status: str
    target_id: int | None
    figure: str
    population: str
    reviewed_on: date | None
    note: str
    recorded_at: datetime
    recorded_by: int | None


@dataclass(frozen=True, slots=True)
class Priority:
    """A priority with all that it ever said, the oldest first."""

    id: int
    agency_id: int
    entries: tuple[Said, ...]

    @property
    def now(self) -> Said:
        """What it says."""
        return self.entries[-1]

    @property
    def withdrawn(self) -> bool:
        return self.now.what == WITHDRAW

    @property
    def ended(self) -> bool:
        """Whether its status is one after which nothing is reviewed: it is done, or dropped."""
        return self.now.status in endings(self.agency_id)

    @property
    def reviewed_on(self) -> date | None:
        """The day of its last review."""
        return max((each.reviewed_on for each in self.entries if each.reviewed_on), default=None)

    @property
    def review_due(self) -> date | None:
        """The day by which it is to be reviewed; None where nothing is reviewed any more."""
        if self.withdrawn or self.ended:
            return None
        months = int(settings.value(REVIEWED_EVERY, self.agency_id, clock.today()))
        return add_months(self.reviewed_on or clock.day_of(self.entries[0].recorded_at), months)


def endings(agency_id: int) -> frozenset[str]:
    """The statuses of an agency's list after which a priority is over."""
    listed = settings.value(STATUSES, agency_id, clock.today())
    return frozenset(each["code"] for each in listed if each.get("ends"))


def of_agencies(agency_ids: Sequence[int]) -> tuple[Priority, ...]:
    """Every priority of these agencies, those that are due first."""
    return tuple(
        sorted(_read(PriorityRecord.agency_id.in_(agency_ids)), key=lambda each: (each.now.due_on, each.id))
    )


def one(number: int) -> Priority | None:
    """The priority with this number."""
    return next(iter(_read(PriorityRecord.id == number)), None)


def _read(chosen: ColumnElement[bool]) -> list[Priority]:
    entries: dict[PriorityRecord, list[Said]] = defaultdict(list)
    wanted = select(PriorityRecord, PriorityEntry).join(
        PriorityEntry, PriorityEntry.priority_id == PriorityRecord.id
    )
    for record, entry in db.session.execute(wanted.where(chosen).order_by(PriorityEntry.id)):
        entries[record].append(_said(entry))
    return [Priority(record.id, record.agency_id, tuple(found)) for record, found in entries.items()]


def _said(row: PriorityEntry) -> Said:
    return Said(
        id=row.id,
        what=row.what,
        title=row.title,
        owner_id=row.owner_id,
        due_on=row.due_on,
        status=row.status,
        target_id=row.target_id,
        figure=row.figure or "",
        population=row.population or "",
        reviewed_on=row.reviewed_on,
        note=row.note or "",
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
    )
