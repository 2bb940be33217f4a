"""What is gathered for a review of an approval: whose views were asked and came, its report, what carers wrote."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class ReviewLine(Base):
    """Somebody's views for the next review (RV-2), or its report (RV-3): the day of asking, and of receipt.

    `kind`: carer, child, authority or report. `who` is a carer's position, a child's reference of the case system,
    or a council; none of the report. Said again it is another row, and this one was replaced. What was asked or
    received after the last review is of the next one.
    """

    __tablename__ = "review_line"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    kind: Mapped[str] = mapped_column(String(10))
    who: Mapped[str | None] = mapped_column(String(100))
    asked_on: Mapped[date | None]
    received_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)


class ReviewAnswer(Base):
    """What a carer writes for the review that follows the last one, which was on `since`: theirs alone until sent.

    `kinds` are the lines of what is short that they could imagine, in the words in which they were shown. Sent, it
    stays as it is; nothing of the approval changes by it.
    """

    __tablename__ = "review_answer"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    carer_id: Mapped[int] = mapped_column(BigId, ForeignKey("carer.id"))
    since: Mapped[date]
    version: Mapped[int]
    went: Mapped[str | None] = mapped_column(Text)
    helped: Mapped[str | None] = mapped_column(Text)
    change: Mapped[str | None] = mapped_column(Text)
    more: Mapped[str | None] = mapped_column(String(10))
    kinds: Mapped[list[str]] = mapped_column(Json)
    kept_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
