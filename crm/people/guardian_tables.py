"""Special guardians whom the service supports after the order, and who belongs to a support group. Erasable."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class Guardian(Base):
    """The support of a household that has an order for a child, who is a reference only.

    `order_kind`: sgo or child_arrangements. `support_until` is the last day of support.
    `version` counts changes (T49). What was entered by mistake is removed, with why, and stays on record.
    """

    __tablename__ = "guardian"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    child: Mapped[str] = mapped_column(String(40))
    order_kind: Mapped[str] = mapped_column(String(20))
    order_on: Mapped[date]
    support_until: Mapped[date | None]
    review_on: Mapped[date | None]
    contact_on: Mapped[date | None]
    version: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
    removed_because: Mapped[str | None] = mapped_column(String(40))


class GroupMember(Base):
    """A household belongs to a support group of the agency's list, from a day until `left_on`.

    What was entered by mistake is removed, with why, and stays on record.
    """

    __tablename__ = "group_member"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    group_code: Mapped[str] = mapped_column(String(40))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
    removed_because: Mapped[str | None] = mapped_column(String(40))
