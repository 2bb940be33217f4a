"""Messages between carers and whoever works with them: contacts of a kind of their own, one thread a household."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select

from crm.extensions import db
from crm.people import merging
from crm.people.contact_tables import Contact, MessageFile
from crm.people.tables import Document

MESSAGE = "message"
IN, OUT = "in", "out"  # from a carer, to the carers
RECEIVED, SENT = "received", "sent"  # how it went, by its direction


def of_household(household_id: int) -> tuple[ColumnElement[bool], ...]:
    """What the messages of a household are chosen by, those of records merged into it too."""
    return Contact.household_id.in_(merging.together(household_id)), Contact.kind == MESSAGE


def newest(household_id: int) -> int:
    """The number of the latest message of a household; 0 where there is none."""
    return db.session.scalar(select(func.max(Contact.id)).where(*of_household(household_id))) or 0


def page(household_id: int, offset: int, limit: int) -> Sequence[Contact]:
    """Some of them, the latest first."""
    chosen = select(Contact).where(*of_household(household_id)).order_by(Contact.id.desc())
    return db.session.scalars(chosen.offset(offset).limit(limit)).all()


def every(household_id: int) -> Sequence[Contact]:
    """All of them, the latest first."""
    return db.session.scalars(select(Contact).where(*of_household(household_id)).order_by(Contact.id.desc())).all()


def count(household_id: int, *, after: int = 0, besides: int | None = None) -> int:
    """How many there are, or came after a number; `besides` those that one account wrote."""
    which = [*of_household(household_id), Contact.id > after]
    if besides is not None:
        which.append(Contact.recorded_by.is_distinct_from(besides))
    return db.session.scalar(select(func.count()).select_from(Contact).where(*which)) or 0


def files_of(contact_ids: Collection[int]) -> dict[int, tuple[int, str, int, bool]]:
    """The document of each message that has one: its number, kind and size, and whether it can be opened."""
    rows = db.session.execute(
        select(
            MessageFile.contact_id,
            Document.id,
            Document.kind,
            Document.size,
            Document.removed_at.is_(None) & Document.content.is_not(None),
        )
        .join(Document, Document.id == MessageFile.document_id)
        .where(MessageFile.contact_id.in_(contact_ids))
    )
    return {contact_id: (number, kind, size, there) for contact_id, number, kind, size, there in rows}


def put(message: Contact, document_id: int | None) -> int:
    """Put a message on record, with the document that came with it; its number."""
    db.session.add(message)
    db.session.flush()
    if document_id is not None:
        db.session.add(MessageFile(contact_id=message.id, document_id=document_id))
        db.session.flush()
    return message.id
