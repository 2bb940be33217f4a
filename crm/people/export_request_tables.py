"""Files of many households, which a second person agrees to before they leave (T19)."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Json
from crm.people.second_person import Request


class ExportRequest(Request):
    """A list that somebody wants as a file: the address and the answers of its form, and how many households.

    What was searched for goes from both once the file can be taken no longer (`export_requests.forget_old`).
    """

    __tablename__ = "export_request"

    address: Mapped[str] = mapped_column(String(2000))
    answers: Mapped[dict[str, str]] = mapped_column(Json)
    households: Mapped[int]
