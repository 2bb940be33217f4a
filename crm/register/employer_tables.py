"""Foster Friendly employers of an agency: what is known of each, its statuses, spellings and contacts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment


class Employer(Base):
    """An employer as it is known now. `key` is what its own link to the public form holds, for ever; `version`
    counts its changes (T49). `is_council`: the council that the register is of, which keeps the days of leave of
    its own staff. `asked_on` to `signed_on`: how far the council's buyers have come with a supplier. Merged into
    another it keeps everything, so that the two can be parted again."""

    __tablename__ = "employer"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    sector: Mapped[str] = mapped_column(String(40))
    size: Mapped[str | None] = mapped_column(String(40))
    supplier: Mapped[bool]
    is_council: Mapped[bool]
    contract: Mapped[str | None] = mapped_column(String(200))
    leave_days: Mapped[int | None]
    leave_for: Mapped[str | None] = mapped_column(String(40))
    leave_from: Mapped[date | None]
    leave_until: Mapped[date | None]
    asked_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer: Mapped[str | None] = mapped_column(String(40))
    signed_on: Mapped[date | None]
    version: Mapped[int]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]


class EmployerVersion(Base):
    """What was said of an employer from a moment on: every version that it ever had. It holds no person's name."""

    __tablename__ = "employer_version"
    __table_args__ = (UniqueConstraint("employer_id", "version", name="employer_version_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"))
    version: Mapped[int]
    said: Mapped[dict[str, Any]] = mapped_column(Json)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]


class EmployerStatus(Base):
    """A status that an employer has had since a day. One that was wrong is taken back, and stays on record."""

    __tablename__ = "employer_status"

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    status: Mapped[str] = mapped_column(String(40))
    on_day: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_by: Mapped[int | None]


class EmployerSpelling(Base):
    """How an employer is typed in enquiries, folded as reports fold it, and whose name that is.

    Each name that an employer ever had is a spelling of its own (`given`); the others somebody has linked. Without
    an employer it names none: somebody has said so.
    """

    __tablename__ = "employer_spelling"
    __table_args__ = (UniqueConstraint("agency_id", "typed", name="employer_spelling_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    typed: Mapped[str] = mapped_column(String(400))
    written: Mapped[str] = mapped_column(String(100))
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    given: Mapped[bool]
    linked_at: Mapped[datetime] = mapped_column(Moment)
    linked_by: Mapped[int | None]


class EmployerContact(Base):
    """Somebody to talk to at an employer. Whoever is removed is erased: nobody needs a former contact."""

    __tablename__ = "employer_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    job: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]


class EmployerSignup(Base):
    """An employer that has put itself forward on the public page, until somebody accepts it or not.

    `key` is the hash of what its browser holds, so that it is there once however often it is sent; `from_hash` that
    of a network address, for a day. `employer_id`: the entry of the register that came of it.
    """

    __tablename__ = "employer_signup"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    sector: Mapped[str] = mapped_column(String(40))
    size: Mapped[str | None] = mapped_column(String(40))
    leave_days: Mapped[int | None]
    contact: Mapped[str | None] = mapped_column(String(100))
    job: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    from_hash: Mapped[str | None] = mapped_column(String(64))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(20))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[int | None]
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
