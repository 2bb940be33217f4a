"""That carers were asked whether they could offer more: when, by whom, and why. A row is never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class WideningAsk(Base):
    """Somebody has undertaken to ask a household, or has written to it in the portal, which makes no task.

    `reasons` are codes of journey/widening.py, a space between.
    """

    __tablename__ = "widening_ask"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    reasons: Mapped[str] = mapped_column(String(100))
    task_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("task.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[int | None]
