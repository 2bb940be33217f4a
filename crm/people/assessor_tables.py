"""Who assessed a household: said beside the event of the report, which holds no names. Erasable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class ReportAssessor(Base):
    """Who assessed, as it was said at a moment: one of the staff, or somebody from outside by name.

    The latest row of a report counts; `event_id` is the first event of those that say that it was completed.
    """

    __tablename__ = "report_assessor"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str | None] = mapped_column(String(100))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
