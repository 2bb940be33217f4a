"""What is known of carers' skills: asked for, decided, shown, learnt. Nothing is changed and nothing taken out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class SkillEntry(Base):
    """A step of a carer: codes, days and numbers only, so that the level of any day is there as known on another.

    `act` is one of journey/levels.py, and `what` the level, the need or the course it is about; `on_day` is from
    when a level holds, or when the rest was. `about_id` is the step that it answers, or strikes out. Evidence is a
    document of the household, or a kind of paper and its day; `minutes` is how long a course was, where that is
    known."""

    __tablename__ = "skill_entry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    carer_id: Mapped[int] = mapped_column(BigId, ForeignKey("carer.id"))
    act: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(100))
    on_day: Mapped[date]
    evidence: Mapped[str | None] = mapped_column(String(40))
    evidence_on: Mapped[date | None]
    minutes: Mapped[int | None]
    document_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("document.id"))
    because: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("skill_entry.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
