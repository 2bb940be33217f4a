"""What was done about the checks of an application, what came of them, and approvals in spite of one missing.

Erasable, as all that is known of people. Nothing is changed: a step that was noted in error is taken back.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class CheckEntry(Base):
    """A step with one line of one person: asked for, chased, received, judged, waived, or it does not apply.

    Of a carer, another member, or a referee by number; none of them, and it is the household's. `settled`: it was
    read, and stands in the way of nothing. `reason` says why it was waived, or does not apply.
    """

    __tablename__ = "check_entry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    code: Mapped[str] = mapped_column(String(40))
    carer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("carer.id"))
    member_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household_member.id"))
    referee: Mapped[int | None]
    act: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date]
    settled: Mapped[bool | None]
    expires_on: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("document.id"))
    reason: Mapped[str | None] = mapped_column(String(400))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_by: Mapped[int | None]


class CheckResult(Base):
    """What came of a check: of health or of a criminal record it says more than whether it is in order.

    Apart, so that nothing loads it by accident: it is shown to whoever says why. Of a certificate only the number
    is kept (DP-3).
    """

    __tablename__ = "check_result"

    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("check_entry.id"), primary_key=True)
    outcome: Mapped[str | None] = mapped_column(String(40))
    number: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(1000))


class ApprovalOverride(Base):
    """A manager approved, or ended Stage 1, although lines were missing: which (code and person), and why.

    It stays on record; `event_id` says which of the two it was.
    """

    __tablename__ = "approval_override"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("event.id"))
    reason: Mapped[str] = mapped_column(String(400))
    lines: Mapped[list[list[str]]] = mapped_column(Json)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
