"""Preparation courses of applicants: booked, and whether they attended. Erasable, as all else about people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class Preparation(Base):
    """An applicant's place on a course: its days, where, and whether they came (`yes`, `part`, `no`, or not said).

    `check_entry_id` is the step of the check that it noted, where it met one; steps are given away when records of
    one person become one, so that it may be gone. One that was recorded in error is
    struck out, and can be brought back.
    """

    __tablename__ = "preparation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    carer_id: Mapped[int] = mapped_column(BigId, ForeignKey("carer.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str | None] = mapped_column(String(100))
    attended: Mapped[str | None] = mapped_column(String(10))
    check_entry_id: Mapped[int | None] = mapped_column(BigId)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
    removed_because: Mapped[str | None] = mapped_column(String(40))
