"""Emergency access: the administrator sees one household for a while, when a manager has agreed (T19)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Moment
from crm.people.second_person import Request
from crm.people.tables import BigId


class EmergencyAccess(Request):
    """Asked for with a reason; once agreed to, it lasts `until` a moment, or until somebody ends it."""

    __tablename__ = "emergency_access"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
