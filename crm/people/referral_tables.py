"""That carers told the service of a friend: who did and when, and nothing of the friend. Append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class Referral(Base):
    """A friend of whom a household's carers told the service.

    It leads to no enquiry: what became of the friend, even that their record was erased, is not told by it.
    """

    __tablename__ = "referral"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    said_at: Mapped[datetime] = mapped_column(Moment)
    said_by: Mapped[int | None]
