"""Files that jobs make."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.outbox.tables import BigId


class MadeFile(Base):
    """A file that somebody asked for and a job makes: theirs alone, and for a short time.

    `asked` are the words that say what is in it, `sent` the address and answers of the form that asked (T19), and
    `reach` the agencies it tells of. `refused` says why it was not made; `content` goes when its time is over.
    """

    __tablename__ = "made_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    asked: Mapped[dict[str, Any]] = mapped_column(Json)
    sent: Mapped[dict[str, Any] | None] = mapped_column(Json)
    reach: Mapped[list[int]] = mapped_column(Json)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    job_id: Mapped[int | None] = mapped_column(BigId)
    refused: Mapped[str | None] = mapped_column(String(400))
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    name: Mapped[str | None] = mapped_column(String(200))
    media_type: Mapped[str | None] = mapped_column(String(100))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
