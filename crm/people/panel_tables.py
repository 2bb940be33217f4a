"""Fostering panels: who may sit, when panel meets, who sits then, what it hears, and with which papers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class PanelMember(Base):
    """Somebody on the central list (PN-1), until the day on which they leave it. Nameless once erased.

    `seat` is chair, vice_chair or member. `social_worker`: three years of relevant experience after qualifying.
    `user_id` is the account by which they open their packs, if they have one.
    """

    __tablename__ = "panel_member"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str | None] = mapped_column(String(100))
    seat: Mapped[str] = mapped_column(String(12))
    social_worker: Mapped[bool]
    independent: Mapped[bool]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    joined_on: Mapped[date]
    leaves_on: Mapped[date | None]
    version: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]


class PanelStanding(Base):
    """What a member is from a day on, until the next such day: a panel is judged by what they were on its own.

    And as whom they are known, by name and account: whoever sat is not another for a name that is changed (PN-10).
    """

    __tablename__ = "panel_standing"

    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("panel_member.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(100))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    seat: Mapped[str] = mapped_column(String(12))
    social_worker: Mapped[bool]
    independent: Mapped[bool]


class Panel(Base):
    """A meeting of panel. `capacity` is how many households it hears at most; `joint`: of several services (PN-3).

    `papers_sent_at` is when the papers were opened to its members (PN-6), `minutes_on` the day on which the
    decision maker had the final minutes (DM-3).
    """

    __tablename__ = "panel"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    held_on: Mapped[date]
    capacity: Mapped[int]
    joint: Mapped[bool]
    version: Mapped[int]
    planned_at: Mapped[datetime] = mapped_column(Moment)
    planned_by: Mapped[int | None]
    papers_sent_at: Mapped[datetime | None] = mapped_column(Moment)
    papers_sent_by: Mapped[int | None]
    minutes_on: Mapped[date | None]
    called_off_at: Mapped[datetime | None] = mapped_column(Moment)
    called_off_by: Mapped[int | None]


class PanelSeat(Base):
    """A member who is expected at a panel; `attended` once it was said who came."""

    __tablename__ = "panel_seat"

    panel_id: Mapped[int] = mapped_column(BigId, ForeignKey("panel.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("panel_member.id"), primary_key=True)
    attended: Mapped[bool | None]


class PanelItem(Base):
    """A household on the agenda of a panel: why, what panel is told, and what came of it.

    `event_id` is the recommendation that it put on record. What was taken off the agenda stays, with the day.
    """

    __tablename__ = "panel_item"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    panel_id: Mapped[int] = mapped_column(BigId, ForeignKey("panel.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str | None] = mapped_column(Text)
    reasons: Mapped[str | None] = mapped_column(Text)
    applicant_came: Mapped[bool | None]
    event_id: Mapped[int | None] = mapped_column(BigId)
    version: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]


class PanelConflict(Base):
    """A member who stands down from an item, because they know the household or have another interest in it."""

    __tablename__ = "panel_conflict"

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("panel_item.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigId, ForeignKey("panel_member.id"), primary_key=True)
    declared_at: Mapped[datetime] = mapped_column(Moment)
    declared_by: Mapped[int | None]


class PanelPaper(Base):
    """A document of the household that goes with an item; whoever chose it said that it holds no address."""

    __tablename__ = "panel_paper"

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("panel_item.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(BigId, ForeignKey("document.id"), primary_key=True)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]
