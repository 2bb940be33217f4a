"""Frozen packs: reports kept byte for byte as they were. Append-only: triggers refuse any other write (089)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment


class FrozenPack(Base):
    """A quarterly report as it was when somebody froze it.

    `content` is JSON: figures, definitions and rule versions. `behind` is compressed JSON: the rows behind each
    figure, by the numbers of households and events. `same_as` is the hash of all of it but when and by whom.
    """

    __tablename__ = "frozen_pack"

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(60))
    scope_name: Mapped[str] = mapped_column(String(200))
    is_hub: Mapped[bool]
    first: Mapped[date]
    last: Mapped[date]
    known_on: Mapped[date]
    interim: Mapped[bool]
    frozen_at: Mapped[datetime] = mapped_column(Moment)
    frozen_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    same_as: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    behind: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    behind_hash: Mapped[str] = mapped_column(String(64))


class FrozenAgency(Base):
    """An agency that a frozen pack is about."""

    __tablename__ = "frozen_agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("frozen_pack.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
