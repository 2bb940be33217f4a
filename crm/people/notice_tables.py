"""What one of two carers signs of stopping: erasable, as all that is known of people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class CarerNotice(Base):
    """One carer's own notice, received on `signed_on`; their part of the approval ends on `ends_on` (RV-8).

    `journey_id` is of the approval that it is of: another one later is not given up with it.

    `both`: they said that the other stops too, who is asked; `stays_at`: the other said that they go on. `event_id`
    is the household's notice that it came to, once the other had signed. `task_id` is what staff do on its last
    day. A notice that nobody gave is doubted by one of the staff, and void once a second agrees.
    """

    __tablename__ = "carer_notice"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    carer_id: Mapped[int] = mapped_column(BigId, ForeignKey("carer.id"))
    journey_id: Mapped[int | None] = mapped_column(BigId)
    both: Mapped[bool]
    ends_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(40))
    destination: Mapped[str | None] = mapped_column(String(40))
    signed_on: Mapped[date]
    signed_at: Mapped[datetime] = mapped_column(Moment)
    signed_by: Mapped[int | None]
    task_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("task.id"))
    event_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    stays_at: Mapped[datetime | None] = mapped_column(Moment)
    stays_by: Mapped[int | None]
    doubted_at: Mapped[datetime | None] = mapped_column(Moment)
    doubted_by: Mapped[int | None]
    void_at: Mapped[datetime | None] = mapped_column(Moment)
    void_by: Mapped[int | None]
