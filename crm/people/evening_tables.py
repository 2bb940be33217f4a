"""Evenings at which people hear of fostering, and who booked a place on one: erased some weeks afterwards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class Evening(Base):
    """An evening of a campaign that a council offers to everybody. `key` stands in its public address; `begins_at`
    is a time of day in London, like 18:30; `place` an address, or how one joins. `version` counts its changes."""

    __tablename__ = "evening"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    key: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(100))
    on_day: Mapped[date]
    begins_at: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int]
    online: Mapped[bool]
    place: Mapped[str] = mapped_column(String(200))
    places: Mapped[int]
    version: Mapped[int]
    called_off_at: Mapped[datetime | None] = mapped_column(Moment)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]


class EveningBooking(Base):
    """Somebody who booked, in a state of people/evenings.py. `wants_call`: they agreed to be called afterwards.

    `who_hash` is of the name and address that were typed: the same typed again is no second booking. `journey_id`
    is what came of it. Who it was is erased some weeks later, the hash with it, which could be tried with names.
    """

    __tablename__ = "evening_booking"
    __table_args__ = (UniqueConstraint("evening_id", "who_hash", name="evening_booking_once"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    evening_id: Mapped[int] = mapped_column(BigId, ForeignKey("evening.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    wants_call: Mapped[bool]
    who_hash: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    household_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("journey.id"))
