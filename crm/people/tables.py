"""Households, their carers and addresses, and what these said before. All of it can be corrected and erased."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment

BigId = BigInteger().with_variant(Integer, "sqlite")


class Household(Base):
    """One fostering home. Its number and reference are permanent; its name is not, and is empty once erased.

    `version` grows by one with each change to the household's people or address: a form carries it, so
    that two people who edit at once do not overwrite each other (T49).
    """

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str | None] = mapped_column(String(200))
    name_folded: Mapped[str | None] = mapped_column(String(400))
    area: Mapped[str | None] = mapped_column(String(4))
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)


class Carer(Base):
    """One of the one or two people who foster, or would."""

    __tablename__ = "carer"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    position: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    phone_folded: Mapped[str | None] = mapped_column(String(40))
    added_at: Mapped[datetime] = mapped_column(Moment)


class Address(Base):
    """Where a household lives: highly confidential, and apart so that nothing loads it by accident (T40)."""

    __tablename__ = "address"

    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    lines: Mapped[str | None] = mapped_column(String(400))
    postcode: Mapped[str | None] = mapped_column(String(8))
    postcode_folded: Mapped[str | None] = mapped_column(String(7))


class FormerValue(Base):
    """What a field said before: 'corrected' if it was never so, 'changed' if it held until a day."""

    __tablename__ = "former_value"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    subject: Mapped[str] = mapped_column(String(10))
    field: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None] = mapped_column(String(400))
    nature: Mapped[str] = mapped_column(String(10))
    until: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]


class User(Base):
    """An account: of staff in one agency or one hub, or of a carer in one household."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"))
    household_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"))
    active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Moment)


class SignedIn(Base):
    """One session of a user. The cookie holds a random text; here is only its hash."""

    __tablename__ = "signed_in"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    data: Mapped[dict[str, object]] = mapped_column(Json)


class SignInAttempt(Base):
    """An attempt to sign in, kept for a day to limit guesses. The account is a hash of what was typed."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(10))


class DoneOnce(Base):
    """The answer to a form that was sent: sent again with the same key, it is answered alike and not done again."""

    __tablename__ = "done_once"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    location: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
