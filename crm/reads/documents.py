"""The documents of a household: the list, and one of them. Each look goes on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm import audit
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import carer_accounts, merging
from crm.people.tables import Document
from crm.reads import look, shared
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.shared import ShareSeen


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """A document as a list shows it: what it is called, its kind and size in bytes, who added or removed it.

    `share`: that it is shared with the carers, where it is.
    """

    id: int
    name: str
    kind: str
    size: int
    added_at: datetime
    added_by: str
    removed_at: datetime | None
    removed_by: str
    erased: bool
    by_carer: bool
    share: ShareSeen | None


@dataclass(frozen=True, slots=True)
class DocumentsSeen:
    """A household's documents, the newest first, and those that were removed."""

    household: HouseholdSeen
    kept: tuple[DocumentSeen, ...]
    removed: tuple[DocumentSeen, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a document holds."""

    kind: str
    content: bytes


@look
def documents(reference: str, by: Actor) -> DocumentsSeen:
    """The list of a household's documents; the look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["documents"], by)
    columns = [column for column in Document.__table__.c if column.name != "content"]
    of_household = Document.household_id.in_(merging.together(history.identity.id))
    query = select(*columns, Document.content.is_(None).label("erased")).where(of_household)
    rows = db.session.execute(query.order_by(Document.id.desc())).all()
    names = names_of(each for row in rows for each in (row.added_by, row.removed_by))
    carers = {each.id for each in carer_accounts.of_household(history.identity.id)}
    standing = {
        each.document_id: each for each in shared.of_household(history.identity.id) if each.taken_back_at is None
    }
    every = [
        DocumentSeen(
            row.id,
            row.name,
            row.kind,
            row.size,
            row.added_at,
            names[row.added_by],
            row.removed_at,
            names[row.removed_by],
            row.erased,
            row.added_by in carers,
            standing.get(row.id),
        )
        for row in rows
    ]
    return DocumentsSeen(
        household=seen(history),
        kept=tuple(each for each in every if each.removed_at is None),
        removed=tuple(each for each in every if each.removed_at is not None),
    )


@look
def document(reference: str, document_id: int, by: Actor) -> Content:
    """One document of a household; the look goes on record, or nothing is given. NotFound: none, or removed."""
    identity = load_history(reference, by).identity
    found = db.session.execute(
        select(Document.kind, Document.content).where(
            Document.id == document_id,
            Document.household_id.in_(merging.together(identity.id)),
            Document.removed_at.is_(None),
        )
    ).one_or_none()
    if found is None or found.content is None:
        raise NotFound("There is no such document")
    audit.record(
        by,
        "document.view",
        agency_id=identity.agency_id,
        household_id=identity.id,
        about=f"document {document_id}",
        fields=["documents"],
    )
    return Content(found.kind, found.content)
