"""What is said to have been recorded in error, where one person alone may not strike it out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Json
from crm.people.second_person import Request
from crm.people.tables import BigId


class ErrorClaim(Request):
    """Somebody says that an event was recorded in error; a second person puts it right so, or not.

    `instead`: the day and the fields of the event as it should be; none where it did not happen.
    """

    __tablename__ = "error_claim"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    reason: Mapped[str] = mapped_column(String(40))
    instead: Mapped[dict[str, Any] | None] = mapped_column(Json)
