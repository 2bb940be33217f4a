"""What is said to have been recorded in error, where one person alone may not strike it out."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.people.second_person import Request
from crm.people.tables import BigId


class ErrorClaim(Request):
    """Somebody says that a notice of resignation was recorded in error; a second person strikes it out, or not."""

    __tablename__ = "error_claim"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    reason: Mapped[str] = mapped_column(String(40))
