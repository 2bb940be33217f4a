"""Journeys, the ties of journeys to households, the two ledgers, and where each household is now.

All but where households are now, with its tally, and what they held, are append-only: triggers refuse any other
write (migration 003).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment

BigId = BigInteger().with_variant(Integer, "sqlite")


class JourneyRecord(Base):
    """One pass of a household on one route; `reference` is the council's own, from its tracker."""

    __tablename__ = "journey"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    route: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(Moment)


class TieRecord(Base):
    """A journey belongs to this household from this moment on; the latest tie holds (B-18)."""

    __tablename__ = "journey_tie"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(40))


class EventRecord(Base):
    """The first ledger: what happened, when it was true, and when it was known."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("journey_id", "seq", name="event_seq_once"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    route: Mapped[str] = mapped_column(String(20))
    seq: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    stored_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(Integer)
    corrects_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    reason: Mapped[str | None] = mapped_column(String(40))
    batch_id: Mapped[int | None] = mapped_column(Integer)


class _EntryColumns:
    """What entries of both ledgers have: what is counted, the news that counted it, and when."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    because_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    route: Mapped[str] = mapped_column(String(20))
    population: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[int] = mapped_column(Integer)
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class StageEntry(_EntryColumns, Base):
    """A thing that happened, counted once; `kind` is the event's, or `enquiry_repeated` (ST-4)."""

    __tablename__ = "stage_entry"

    kind: Mapped[str] = mapped_column(String(40))


class BedEntry(_EntryColumns, Base):
    """The second ledger: a movement of `households` or `places`, gains positive, losses negative."""

    __tablename__ = "bed_entry"

    book: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str] = mapped_column(String(20))


class HouseholdNow(Base):
    """Where each household is, kept in step with its events in the same transaction, for lists.

    `stage` does not turn with the calendar: while `ends_on` lies ahead the household is still approved. The
    latest terms are `places`, the ages, `offers` (codes, each between two `;`) and how many children are `named`.
    """

    __tablename__ = "household_now"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    route: Mapped[str] = mapped_column(String(20))
    population: Mapped[str] = mapped_column(String(20))
    stage: Mapped[str] = mapped_column(String(20))
    stage_since: Mapped[date]
    enquired_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    places: Mapped[int] = mapped_column(Integer)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    offers: Mapped[str] = mapped_column(String(1000), server_default="")
    named: Mapped[int] = mapped_column(Integer, server_default="0")
    siblings_extra: Mapped[int] = mapped_column(Integer, server_default="0")
    last_event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    last_on: Mapped[date]
    gives_way_on: Mapped[date | None]


class UnderWay(Base):
    """A journey that has come to no end yet, kept in step with its events in the same transaction: the pipeline."""

    __tablename__ = "under_way"

    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    route: Mapped[str] = mapped_column(String(20))
    population: Mapped[str] = mapped_column(String(20))
    stage: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    enquired_on: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(40))


class HeldTerms(Base):
    """Terms that a household held from a day until another, kept in step with its events in the same transaction.

    The register of any day is the rows that hold on it: `since <= day`, and no `until` or a later one. Codes of
    offers and references of named children are kept between semicolons: ';short_term;respite;'.
    """

    __tablename__ = "held_terms"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), primary_key=True)
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date | None]
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    population: Mapped[str] = mapped_column(String(20))
    approved_on: Mapped[date]
    ends_on: Mapped[date | None]
    places: Mapped[int] = mapped_column(Integer)
    siblings_extra: Mapped[int] = mapped_column(Integer)
    parent_and_child: Mapped[int] = mapped_column(Integer)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    offers: Mapped[str] = mapped_column(Text)
    named_children: Mapped[str] = mapped_column(Text)


class HeldClock(Base):
    """A clock of the law on a journey that was decided, kept in step with its events in the same transaction.

    It runs from `since`, if given, until `until`; from `silent_from` on most likely nothing was recorded. All are
    days that the events give: none turns with the calendar, so that no row goes stale.
    """

    __tablename__ = "held_clock"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), primary_key=True)
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    rule: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(100))
    began_by: Mapped[str] = mapped_column(String(40))
    began_on: Mapped[date]
    due_on: Mapped[date]
    stops: Mapped[str | None] = mapped_column(String(40))
    is_limit: Mapped[bool]
    silent_from: Mapped[date | None]
    since: Mapped[date | None]
    until: Mapped[date | None]


class ToFold(Base):
    """A household whose place in lists is to be worked out anew: a migration says so, `crm init` does it."""

    __tablename__ = "to_fold"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), primary_key=True)


class HouseholdTally(Base):
    """How many rows of `household_now` an agency has of each kind, kept in step: the numbers of lists."""

    __tablename__ = "household_tally"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    route: Mapped[str] = mapped_column(String(20), primary_key=True)
    population: Mapped[str] = mapped_column(String(20), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20), primary_key=True)
    households: Mapped[int] = mapped_column(Integer)


class ImportBatch(Base):
    """One file that was loaded. Append-only, as are its rows and its undoing: what was loaded stays on record."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    told: Mapped[int]
    refused: Mapped[int]
    loaded_at: Mapped[datetime] = mapped_column(Moment)
    loaded_by: Mapped[int | None]


class ImportRow(Base):
    """A row of a file that brought something: where it stands in the file, and when the council first had it."""

    __tablename__ = "import_row"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    number: Mapped[int]
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    recorded_on: Mapped[date]
    began: Mapped[bool]


class ImportUndo(Base):
    """A batch was taken back."""

    __tablename__ = "import_undo"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    undone_at: Mapped[datetime] = mapped_column(Moment)
    undone_by: Mapped[int | None]


class ImportFreed(Base):
    """A journey of which an undo left nothing: its reference is free, as if it had never been used."""

    __tablename__ = "import_freed"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    undo_id: Mapped[int] = mapped_column(ForeignKey("import_undo.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
