"""What carers propose to change of what is known of them and of who lives with them. Erasable."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class DetailProposal(Base):
    """A proposal: fields and what they would say. Nothing of it holds until somebody of the service accepts it.

    `kind` and `state` are those of people/detail_proposals.py; `base` tells what was on record when it was sent
    from anything else, holding none of it. `reason` is a code of the agency's list, `answer` what was added.
    """

    __tablename__ = "detail_proposal"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    kind: Mapped[str] = mapped_column(String(20))
    carer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("carer.id"))
    member_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household_member.id"))
    said: Mapped[dict[str, Any]] = mapped_column(Json)
    nature: Mapped[str] = mapped_column(String(20))
    since: Mapped[date | None]
    base: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    sent_at: Mapped[datetime] = mapped_column(Moment)
    sent_by: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    answer: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[int | None]
