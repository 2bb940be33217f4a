"""Campaigns: what each said from a moment on, its links, and what it has cost. Append-only (108)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment


class CampaignRecord(Base):
    """A campaign, and the council whose staff began it."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)


class CampaignMember(Base):
    """A council that has a part in a campaign, or had."""

    __tablename__ = "campaign_member"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)


class CampaignEntry(Base):
    """What a campaign said from a moment on. `spellings`: how else people write its name; `shares`: of each council
    that has a part, by its number, the whole percent of what is shared that it pays."""

    __tablename__ = "campaign_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    spellings: Mapped[list[str]] = mapped_column(Json)
    channel: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    about: Mapped[str | None] = mapped_column(String(2000))
    shares: Mapped[dict[str, Any]] = mapped_column(Json)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class CampaignLink(Base):
    """A link of a campaign to the public form, for a place of its own; `key` stands in the address and says nothing
    of anybody. `source` is what an enquiry that comes by it has as its source."""

    __tablename__ = "campaign_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    key: Mapped[str] = mapped_column(String(20), unique=True)
    label: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(40))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class CampaignSpend(Base):
    """Money spent on a campaign on a day. What was recorded in error is taken back by another row, and that row by
    a third, as in bookkeeping: what was known on a day is the sum of what was recorded by then."""

    __tablename__ = "campaign_spend"
    __table_args__ = (UniqueConstraint("takes_back_id", name="campaign_spend_taken_back_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    spent_on: Mapped[date]
    what: Mapped[str] = mapped_column(String(200))
    takes_back_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_spend.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class CampaignSpendPart(Base):
    """What of it a council pays, in pence; below 0 where a row takes another back."""

    __tablename__ = "campaign_spend_part"
    __table_args__ = (UniqueConstraint("spend_id", "agency_id", name="campaign_spend_part_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    spend_id: Mapped[int] = mapped_column(ForeignKey("campaign_spend.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    pence: Mapped[int]
