"""Reports by mail: who is sent the link to which report, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment


class ReportMail(Base):
    """A link to a report, sent `days` days after each week, month or quarter has ended, until `ended_at`."""

    __tablename__ = "report_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    every: Mapped[str] = mapped_column(String(10))
    days: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None]
