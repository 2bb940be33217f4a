"""The audit's rows, and the head of each chain that they form."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment

BigId = BigInteger().with_variant(Integer, "sqlite")


class AuditEntry(Base):
    """Who did what to which record, and when: ids and names of fields, never what they hold (T44 to T48).

    `outcome` is 'done' or 'refused'. `about` names a record that is no household, as 'batch 12'. `network` is the
    address that it was asked from; empty where nobody asked, and of who asks about fostering on the public pages.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    user_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int | None]
    household_id: Mapped[int | None] = mapped_column(BigId)
    action: Mapped[str] = mapped_column(String(40))
    about: Mapped[str | None] = mapped_column(String(60))
    fields: Mapped[list[str]] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(10))
    request_id: Mapped[str | None] = mapped_column(String(36))
    network: Mapped[str | None] = mapped_column(String(45))
    # Its place in the chain of its agency, and the hashes that hold the chain together (audit/chain.py).
    chain: Mapped[int]
    seq: Mapped[int] = mapped_column(BigId)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditChain(Base):
    """How many rows the chain of an agency has, and the hash of the last: a row missing at the end shows by it."""

    __tablename__ = "audit_chain"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(BigId)
    hash: Mapped[str] = mapped_column(String(64))
