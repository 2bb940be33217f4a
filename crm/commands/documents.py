"""Documents of a household: kept, removed, and put back."""

from __future__ import annotations

import hashlib
import unicodedata

from sqlalchemy import func, select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.holding import held
from crm.people import households, merging, shares
from crm.people.tables import Document
from crm.register import settings

LONGEST = 100  # characters of a name
MEGABYTE = 1024 * 1024


class NoSpace(Refused):
    """The documents of the agency fill its space."""


@command
def add(household_id: int, *, name: str, kind: str, content: bytes, by: Actor, again: bool = False) -> int:
    """Keep a document, which was looked into and cleaned; its number. Refused: the agency's space is full, or the
    household has the very same one, unless it is kept `again`: carers are not told what there is already."""
    household = households.load(household_id, by.agency_ids)
    called = tidied(name)
    if not called:
        raise Refused("Enter what the document is", field="name")
    digest = hashlib.sha256(content).hexdigest()
    if not again:
        _check_new(household.id, digest)
    _check_space(household.agency_id, len(content))
    document = Document(
        household_id=household.id,
        agency_id=household.agency_id,
        name=called,
        kind=kind,
        size=len(content),
        digest=digest,
        content=content,
        added_at=clock.now(),
        added_by=by.user_id,
    )
    db.session.add(document)
    db.session.flush()
    _recorded(document, "document.add", by)
    return document.id


@command
def remove(household_id: int, document_id: int, *, by: Actor) -> None:
    """Take a document out of the list. It can be put back. Refused: a carer has signed it."""
    document = _load(household_id, document_id, by)
    if shares.is_signed(document.id):
        raise Refused("A carer has signed this document: it stays, with them and with you.")
    if document.removed_at is None:
        document.removed_at, document.removed_by = clock.now(), by.user_id
        _recorded(document, "document.remove", by)


@command
def put_back(household_id: int, document_id: int, *, by: Actor) -> None:
    """Take back that a document was removed. NotFound: there is none."""
    document = _load(household_id, document_id, by)
    if document.removed_at is not None:
        document.removed_at, document.removed_by = None, None
        _recorded(document, "document.put_back", by)


def tidied(name: str) -> str:
    """A name as it is shown: composed, on one line, without what turns the direction of writing."""
    plain = "".join(
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each
        for each in unicodedata.normalize("NFC", name)
        if unicodedata.category(each) not in ("Cs", "Co", "Cn")
        and each not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    return " ".join(plain.split())[:LONGEST]


def _load(household_id: int, document_id: int, by: Actor) -> Document:
    household = households.load(household_id, by.agency_ids)
    found = held(Document, document_id)
    if found is None or found.household_id not in merging.together(household.id):
        raise NotFound("There is no such document")
    return found


def _check_new(household_id: int, digest: str) -> None:
    same = select(Document.name).where(
        Document.household_id.in_(merging.together(household_id)),
        Document.digest == digest,
        Document.removed_at.is_(None),
    )
    known = db.session.scalar(same.limit(1))
    if known is not None:
        raise Refused(f"This very document is here already, called '{known}'", field="file")


def _check_space(agency_id: int, size: int) -> None:
    space = int(settings.value("document_space", agency_id, clock.today()))
    used = db.session.scalar(select(func.sum(Document.size)).where(Document.agency_id == agency_id)) or 0
    if used + size > space * MEGABYTE:
        raise NoSpace(
            f"The documents of your service fill its {space:,} MB. Ask your manager for more space", field="file"
        )


def _recorded(document: Document, action: str, by: Actor) -> None:
    audit.record(
        by,
        action,
        agency_id=document.agency_id,
        household_id=document.household_id,
        about=f"document {document.id}",
        fields=["documents"],
    )
