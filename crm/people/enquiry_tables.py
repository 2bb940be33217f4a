"""What people said each time they asked about fostering. Personal, and so it can be corrected and erased."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class Enquiry(Base):
    """One time that a household asked. `event_id` is the enquiry that began its journey, or the first on it.

    Without `event_id` it is a further contact on a journey that was open (ST-4): kept, and not counted. `gave` are
    contact details that differ from those on record, by field.
    """

    __tablename__ = "enquiry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    event_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    received_on: Mapped[date]
    route: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[str | None] = mapped_column(String(40))
    employer: Mapped[str | None] = mapped_column(String(100))
    campaign: Mapped[str | None] = mapped_column(String(100))
    service: Mapped[str | None] = mapped_column(String(100))
    referred_by: Mapped[str | None] = mapped_column(String(100))
    referred_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"))
    interests: Mapped[list[str]] = mapped_column(Json)
    best_time: Mapped[str | None] = mapped_column(String(100))
    language: Mapped[str | None] = mapped_column(String(60))
    needs: Mapped[list[str]] = mapped_column(Json)
    note: Mapped[str | None] = mapped_column(String(10000))
    gave: Mapped[dict[str, Any]] = mapped_column(Json)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
