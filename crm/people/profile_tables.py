"""How a household lives: the home, what its carers do and speak, who else is there. All of it can be erased."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class HouseholdProfile(Base):
    """The home, and whom its carers would like to look after (`wish...`), which binds nobody.

    `languages` are those spoken there.
    """

    __tablename__ = "household_profile"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), primary_key=True)
    bedrooms: Mapped[int | None]
    spare_bedrooms: Mapped[int | None]
    pets: Mapped[str | None] = mapped_column(String(400))
    languages: Mapped[str | None] = mapped_column(String(400))
    wished_places: Mapped[int | None]
    wished_from: Mapped[int | None]
    wished_to: Mapped[int | None]
    wished_offers: Mapped[str | None] = mapped_column(String(400))  # codes of offers, a space between
    wishes: Mapped[str | None] = mapped_column(String(400))


class CarerProfile(Base):
    """What is known of a carer beside name and contacts."""

    __tablename__ = "carer_profile"

    carer_id: Mapped[int] = mapped_column(BigId, ForeignKey("carer.id"), primary_key=True)
    born_on: Mapped[date | None]
    occupation: Mapped[str | None] = mapped_column(String(100))
    works_for: Mapped[str | None] = mapped_column(String(100))
    speaks: Mapped[str | None] = mapped_column(String(200))
    sex: Mapped[str | None] = mapped_column(String(10))


class CarerBackground(Base):
    """Heritage and faith: special category data, apart so that nothing loads them by accident.

    `heritage` and `faith` are in the carer's own words; `ethnicity` and `religion` are codes of lists, to count by.
    """

    __tablename__ = "carer_background"

    carer_id: Mapped[int] = mapped_column(BigId, ForeignKey("carer.id"), primary_key=True)
    heritage: Mapped[str | None] = mapped_column(String(100))
    faith: Mapped[str | None] = mapped_column(String(100))
    ethnicity: Mapped[str | None] = mapped_column(String(20))
    religion: Mapped[str | None] = mapped_column(String(20))


class HouseholdMember(Base):
    """A child or an adult of the household who does not foster. A removed one can be put back.

    `moved_in_on`: since when they live there, where that is known; of whoever always did nobody says it.
    """

    __tablename__ = "household_member"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    name: Mapped[str | None] = mapped_column(String(100))
    relation: Mapped[str] = mapped_column(String(40))
    born_on: Mapped[date | None]
    lives_here: Mapped[bool]
    moved_in_on: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
