"""Requests that somebody be given a role which takes two people to give."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.people.second_person import Request


class RoleRequest(Request):
    """A role for an account that there is, as it stood (`version`), or for somebody who was invited."""

    __tablename__ = "role_request"

    role: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    version: Mapped[int | None]
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
