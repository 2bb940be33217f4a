"""What is said about a household's range beside its terms: the support for a change, and exemptions. Erasable."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class TermsSupport(Base):
    """What support a carer would need for a change of terms that was proposed, as the notice stated it (RV-7)."""

    __tablename__ = "terms_support"

    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    support: Mapped[str | None] = mapped_column(Text)


class FosteringExemption(Base):
    """A council let a household foster more children than the usual limit: these, on these conditions (UL-3, UL-8).

    `ends_on` is the first day on which it holds no longer: as its conditions say, or when it was cancelled.
    """

    __tablename__ = "fostering_exemption"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    authority: Mapped[str] = mapped_column(String(100))
    children: Mapped[str | None] = mapped_column(Text)
    conditions: Mapped[str | None] = mapped_column(Text)
    granted_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None]
