"""Courses that councils offer on a day, and who has a place on them or waits for one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class CourseSession(Base):
    """A course of the council's list on a day: attending it is that course in the training log. `title` is what it
    is called, if not as the course; `begins_at` a time of day in London, like 09:30, of `on_day`; it is over after
    `last_day`. `open_to_hub`: other councils of its hub may book places on it. `version` counts its changes (T49).
    Called off it keeps its bookings, so that it can be put back."""

    __tablename__ = "course_session"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    course: Mapped[str] = mapped_column(String(40))
    title: Mapped[str | None] = mapped_column(String(100))
    on_day: Mapped[date]
    last_day: Mapped[date]
    open_to_hub: Mapped[bool]
    begins_at: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int]
    online: Mapped[bool]
    place: Mapped[str] = mapped_column(String(200))
    places: Mapped[int]
    version: Mapped[int]
    called_off_at: Mapped[datetime | None] = mapped_column(Moment)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]


class CourseBooking(Base):
    """A carer and a session: one row, whose state is one of people/courses.py. `agency_id` is the household's
    council, which may be another than the one that offers it. Who asked first is first on the waiting list;
    `entry_id` is the step of the training log that attending it came to."""

    __tablename__ = "course_booking"
    __table_args__ = (UniqueConstraint("session_id", "carer_id", name="course_booking_once"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("course_session.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    carer_id: Mapped[int] = mapped_column(BigId, ForeignKey("carer.id"))
    state: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None]
    entry_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("skill_entry.id"))
