"""Allegations, complaints and standards of care: a register of its own, for few eyes (NMS 22). Erasable."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class Concern(Base):
    """Something that was raised about a household that fosters. `closure_id`: places that cannot be used meanwhile.

    Nothing of it is in any event, on the household's timeline or in its lists: others see only that places cannot
    be used, by a reason that does not say why. What was raised by mistake is removed, and stays on record.
    """

    __tablename__ = "concern"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    kind: Mapped[str] = mapped_column(String(20))
    received_on: Mapped[date]
    account: Mapped[str | None] = mapped_column(Text)
    closure_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unavailability.id"))
    outcome: Mapped[str | None] = mapped_column(String(40))
    closed_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
    removed_because: Mapped[str | None] = mapped_column(String(40))


class ConcernStep(Base):
    """What was done about it on a day: the LADO told, a strategy meeting, carers told.

    What was never done is removed, with why, and stays on record.
    """

    __tablename__ = "concern_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concern_id: Mapped[int] = mapped_column(BigId, ForeignKey("concern.id"))
    kind: Mapped[str] = mapped_column(String(40))
    happened_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
    removed_because: Mapped[str | None] = mapped_column(String(40))


class ConcernBefore(Base):
    """What one said of a field before it was put right, as it is written: a code, or a day."""

    __tablename__ = "concern_before"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concern_id: Mapped[int] = mapped_column(BigId, ForeignKey("concern.id"))
    field: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None] = mapped_column(String(40))
    because: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
