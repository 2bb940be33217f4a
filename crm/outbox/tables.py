"""Jobs, and how far each has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment

BigId = BigInteger().with_variant(Integer, "sqlite")


class Job(Base):
    """Something to be done once, at `run_at` or soon after. This row is the truth; a message is only a nudge."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    args: Mapped[dict[str, Any]] = mapped_column(Json)
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    run_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int]
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    parked_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str | None] = mapped_column(String(400))
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)


class JobProgress(Base):
    """How many of a job's rows are done."""

    __tablename__ = "job_progress"

    job_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    done: Mapped[int]
    total: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


class Upload(Base):
    """A file on its way in: being checked, to be decided on, being loaded, or done with.

    `kind` is what it is said to be, `tracker` or `placements`; `state` is one of `uploads.STATES`; `said` is what
    was found in it, as JSON. What the file held is erased 30 days after it came, or when somebody throws it away.
    """

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(String(12), server_default="tracker")
    state: Mapped[str] = mapped_column(String(12))
    job_id: Mapped[int | None] = mapped_column(BigId)
    said: Mapped[dict[str, Any] | None] = mapped_column(Json)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
