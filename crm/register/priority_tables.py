"""Priorities of a strategy. Append-only: triggers refuse any other write (096)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment


class PriorityRecord(Base):
    """A priority of one agency; what it says is in its entries."""

    __tablename__ = "priority"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)


class PriorityEntry(Base):
    """What a priority said from a moment on, and what was done: set, change, review, withdraw or again.

    Its measure is a target, or a figure of the report of a population, or nothing. `reviewed_on` is of a review.
    """

    __tablename__ = "priority_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    priority_id: Mapped[int] = mapped_column(ForeignKey("priority.id"), index=True)
    what: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(40))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("target.id"))
    figure: Mapped[str | None] = mapped_column(String(60))
    population: Mapped[str | None] = mapped_column(String(20))
    reviewed_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
