"""Documents of a household that its carers may read in the portal, and who of them has signed. Erasable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class DocumentShare(Base):
    """That a document is shared with the carers, and was until somebody took it back.

    `digest` is of what the document held when it was shared: what is signed is that, and nothing put in its place.
    """

    __tablename__ = "document_share"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    document_id: Mapped[int] = mapped_column(BigId, ForeignKey("document.id"))
    digest: Mapped[str] = mapped_column(String(64))
    to_sign: Mapped[bool]
    shared_at: Mapped[datetime] = mapped_column(Moment)
    shared_by: Mapped[int | None]
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_by: Mapped[int | None]


class DocumentSignature(Base):
    """That a carer signed what was shared, by the name that they typed, at a moment. Nothing changes it."""

    __tablename__ = "document_signature"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    share_id: Mapped[int] = mapped_column(BigId, ForeignKey("document_share.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str | None] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(Moment)
