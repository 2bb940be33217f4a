"""Documents as carers have them in the portal: what the service shared with them, and what they have sent.

Both carers read what is shared. What one of them has sent is theirs alone: it may be about their health (T16).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm import audit
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import merging, shares
from crm.people.share_tables import DocumentShare
from crm.people.tables import Document
from crm.reads import look
from crm.reads.documents import Content
from crm.reads.names import names_of
from crm.reads.own_home import own
from crm.reads.shared import OPENED, Done, opened_by_carers


@dataclass(frozen=True, slots=True)
class Shared:
    """A document that is shared: `number` is that of the share, `new` that this carer has not opened it yet."""

    number: int
    name: str
    kind: str
    size: int
    shared_at: datetime
    by: str
    to_sign: bool
    new: bool
    signed: tuple[Done, ...]
    signed_by_me: bool

    @property
    def waits(self) -> bool:
        """Whether this carer is asked to sign it and has not."""
        return self.to_sign and not self.signed_by_me


@dataclass(frozen=True, slots=True)
class Sent:
    """A document that this carer has sent."""

    name: str
    kind: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnDocuments:
    """What is shared with the household, and what the carer who asks has sent; each the latest first."""

    shared: tuple[Shared, ...]
    sent: tuple[Sent, ...]
    name: str

    def one(self, number: int) -> Shared:
        """One of what is shared; NotFound for any other."""
        for each in self.shared:
            if each.number == number:
                return each
        raise NotFound("There is no such document")


@look
def own_documents(by: Actor) -> OwnDocuments:
    """The documents of the asker's own household; NotFound for whoever has none. The look goes on record."""
    found = own(by)
    home = found.household.id
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=home, fields=["documents"])
    return _documents(home, by)


@look
def own_export(by: Actor) -> OwnDocuments:
    """The same, to be saved as a list; that it was goes on record."""
    found = own(by)
    audit.record(
        by, "portal.export", agency_id=found.agency_id, household_id=found.household.id, fields=["documents"]
    )
    return _documents(found.household.id, by)


def _documents(home: int, by: Actor) -> OwnDocuments:
    mine = Document.household_id.in_(merging.together(home)), Document.added_by == by.user_id
    columns = (Document.name, Document.kind, Document.size, Document.added_at)
    sent = db.session.execute(
        select(*columns).where(*mine, Document.removed_at.is_(None)).order_by(Document.id.desc())
    )
    return OwnDocuments(shared_with(home, by), tuple(Sent(*row) for row in sent), by.label)


@look
def own_document(number: int, by: Actor) -> Content:
    """What a shared document holds; the look goes on record. NotFound: it is another household's, or not shared."""
    found = own(by)
    row = next((each for each in _rows(found.household.id) if each.id == number), None)
    content = db.session.scalar(select(Document.content).where(Document.id == row.document_id)) if row else None
    if row is None or content is None:
        raise NotFound("There is no such document")
    audit.record(
        by,
        OPENED,
        agency_id=found.agency_id,
        household_id=found.household.id,
        about=f"document {row.document_id}",
        fields=["documents"],
    )
    return Content(row.kind, content)


def shared_with(household_id: int, by: Actor) -> tuple[Shared, ...]:
    """What is shared with a household, as one of its carers has it. The caller puts the look on record."""
    rows = _rows(household_id)
    signed = shares.signatures([row.id for row in rows])
    opened = opened_by_carers(household_id, {row.document_id for row in rows})
    names = names_of(row.shared_by for row in rows)
    return tuple(
        Shared(
            number=row.id,
            name=row.name,
            kind=row.kind,
            size=row.size,
            shared_at=row.shared_at,
            by=names[row.shared_by],
            to_sign=row.to_sign,
            new=not any(who == by.user_id and at >= row.shared_at for who, at in opened[row.document_id]),
            signed=tuple(Done(each.name or "", each.signed_at) for each in signed[row.id]),
            signed_by_me=any(each.user_id == by.user_id for each in signed[row.id]),
        )
        for row in rows
    )


def _rows(household_id: int) -> list[Any]:
    """What stands, is there, and is none of those that carers are never shown, whenever it became one."""
    chosen = (
        select(
            DocumentShare.id,
            DocumentShare.document_id,
            DocumentShare.shared_at,
            DocumentShare.shared_by,
            DocumentShare.to_sign,
            Document.name,
            Document.kind,
            Document.size,
        )
        .join(Document, Document.id == DocumentShare.document_id)
        .where(DocumentShare.household_id.in_(merging.together(household_id)))
        .where(DocumentShare.taken_back_at.is_(None), Document.removed_at.is_(None), Document.content.is_not(None))
    )
    rows = db.session.execute(chosen.order_by(DocumentShare.id.desc())).all()
    never = shares.never({row.document_id for row in rows})
    return [row for row in rows if row.document_id not in never]
