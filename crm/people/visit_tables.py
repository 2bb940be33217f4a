"""Visits that were booked, and the links by which a worker's own calendar shows them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class Visit(Base):
    """A visit to a household, on a day and at a time: booked, done, missed, cancelled, or moved to another.

    One that was recorded in error is struck out, with who did it and why, and can be brought back. `seen` is who
    was seen in a session of an assessment: carer-12, member-5.

    A moved visit is followed by another row with the same `uid` and the next `sequence`, by which calendars know
    that it is the same appointment. `event_id` is the event that it put on record once it had taken place.
    """

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    worker_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    purpose: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(10))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str | None] = mapped_column(String(40))
    report: Mapped[str | None] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    follows_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("visit.id"))
    event_id: Mapped[int | None] = mapped_column(BigId)
    booked_at: Mapped[datetime] = mapped_column(Moment)
    booked_by: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None]
    seen: Mapped[list[str] | None] = mapped_column(Json)
    struck_at: Mapped[datetime | None] = mapped_column(Moment)
    struck_by: Mapped[int | None]
    struck_because: Mapped[str | None] = mapped_column(String(40))


class VisitBefore(Base):
    """What was recorded of a visit until it was put right: when it was, how it ended, what came of it, its report.

    `recorded_at` and `recorded_by` are of what it said, the others of the correction; `because` is the code of why.
    """

    __tablename__ = "visit_before"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    visit_id: Mapped[int] = mapped_column(BigId, ForeignKey("visit.id"))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str | None] = mapped_column(String(40))
    report: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    corrected_at: Mapped[datetime] = mapped_column(Moment)
    corrected_by: Mapped[int | None]
    because: Mapped[str] = mapped_column(String(40))


class CalendarFeed(Base):
    """A secret link to a worker's visits. It holds a random text; here is only its hash."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
