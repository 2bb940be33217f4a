"""What passed between the service and a household: calls, letters, notes. All of it can be erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class Contact(Base):
    """One contact, or a note. `event_id` is the event that it put on record: the first contact, or none.

    A removed one can be put back until it is erased. The first contact that it was is struck out with it, unless
    a later step rests on it.
    """

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    kind: Mapped[str] = mapped_column(String(10))
    direction: Mapped[str | None] = mapped_column(String(3))
    outcome: Mapped[str | None] = mapped_column(String(20))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str | None] = mapped_column(Text)
    event_id: Mapped[int | None] = mapped_column(BigId)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]


class MessageFile(Base):
    """The document that came with a message of the portal; the message itself is a contact."""

    __tablename__ = "message_file"

    contact_id: Mapped[int] = mapped_column(BigId, ForeignKey("contact.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(BigId, ForeignKey("document.id"))


class SentLetter(Base):
    """A letter to one carer, by e-mail or on paper, as it was written then. `contact_id` is its line in the log.

    `state` is waiting, sent, printed or not_sent, and `why` says why it was not: opted_out, no_email. Where it went
    is not kept: the address is looked up at the moment of sending, and never put in a letter (T40).
    """

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    contact_id: Mapped[int] = mapped_column(BigId, ForeignKey("contact.id"))
    carer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("carer.id"))
    template: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str | None] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(Text)
    visit_id: Mapped[int | None] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(10))
    why: Mapped[str | None] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    asked_by: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
