"""Targets. Append-only: triggers refuse any other write (094)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment


class TargetRecord(Base):
    """What a target is about: a figure of the quarterly report, of a population of one agency."""

    __tablename__ = "target"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    figure: Mapped[str] = mapped_column(String(60))
    population: Mapped[str] = mapped_column(String(20))


class TargetEntry(Base):
    """What a target said from a moment on: the number, its period, and whether it was withdrawn."""

    __tablename__ = "target_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"), index=True)
    number: Mapped[int]
    first: Mapped[date]
    last: Mapped[date]
    note: Mapped[str | None] = mapped_column(String(200))
    withdrawn: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
