"""Requests that the phone of a manager or an administrator be removed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.people.second_person import Request


class PhoneRequest(Request):
    """Somebody asks that an account be freed of its phone."""

    __tablename__ = "phone_request"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
