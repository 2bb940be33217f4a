"""Why something was decided, in words about people. Erasable; an event never holds them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class DecisionReason(Base):
    """The reasons of a decision, as they were put at a moment. The latest row of an event counts.

    `event_id` is the first event of those that say what was decided: a correction of it keeps its reasons.
    """

    __tablename__ = "decision_reason"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    reasons: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
