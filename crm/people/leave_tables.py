"""Days of leave that a council has given those of its own staff who foster, or apply to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class LeaveTaken(Base):
    """Leave that a carer or an applicant took, from a day on, in half days. What was wrong is struck, and stays."""

    __tablename__ = "leave_taken"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    carer_id: Mapped[int] = mapped_column(BigId, ForeignKey("carer.id"), index=True)
    on_day: Mapped[date]
    half_days: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    struck_at: Mapped[datetime | None] = mapped_column(Moment)
    struck_by: Mapped[int | None]
