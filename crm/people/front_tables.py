"""What comes in from the public: enquiries being typed, enquiries that were sent, keys of other programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class EnquiryDraft(Base):
    """What somebody has typed into the public form so far: erased once it is sent, and after two hours untouched.

    The browser holds a random text; here is only its hash.
    """

    __tablename__ = "enquiry_draft"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    from_hash: Mapped[str] = mapped_column(String(64))  # of the network address
    answers: Mapped[dict[str, Any]] = mapped_column(Json)


class SentEnquiry(Base):
    """An enquiry that was acknowledged, by the public form or by another website. It names nobody.

    One that came to a hub has a handover, and no household until a council takes it over.

    `key` is what it was sent under: sent again with it, it is answered alike. `again`: the same person had sent one
    minutes before, so that this is no further enquiry. The hashes, of who sent it, of what they said and of where
    they sent it from, are emptied after a day.
    """

    __tablename__ = "sent_enquiry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"))
    handover_id: Mapped[int | None] = mapped_column(BigId)
    door: Mapped[str] = mapped_column(String(4))  # form or api
    again: Mapped[bool]
    notice: Mapped[str] = mapped_column(String(20))  # the version of the privacy notice that was shown
    sent_at: Mapped[datetime] = mapped_column(Moment)
    person_hash: Mapped[str | None] = mapped_column(String(64))
    said_hash: Mapped[str | None] = mapped_column(String(64))
    from_hash: Mapped[str | None] = mapped_column(String(64))


class ApiKey(Base):
    """A key by which another program sends enquiries to one council or hub, or reads figures of it.

    It is shown once, when it is made; here is its hash, and `begins`, by which people know it again. `scope` is
    what it opens (people/api_keys.py). Since `counted_from` it has read `counted` times.
    """

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"))
    name: Mapped[str] = mapped_column(String(100))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    begins: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None]
    scope: Mapped[str] = mapped_column(String(20))
    counted_from: Mapped[datetime | None] = mapped_column(Moment)
    counted: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by: Mapped[int | None]
