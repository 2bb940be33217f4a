"""What is shared with a household's carers: which documents, which never can be, and who signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people import merging
from crm.people.check_tables import CheckEntry
from crm.people.panel_tables import PanelPaper
from crm.people.share_tables import DocumentShare, DocumentSignature
from crm.people.tables import Document

CHECK, PANEL = "check", "panel"


def of_household(household_id: int) -> Sequence[DocumentShare]:
    """Every time that a document of a household was shared, the latest first; what was taken back too."""
    own = DocumentShare.household_id.in_(merging.together(household_id))
    return db.session.scalars(select(DocumentShare).where(own).order_by(DocumentShare.id.desc())).all()


def load(household_id: int, number: int) -> DocumentShare:
    """One of them, locked; NotFound: there is none of this household."""
    found = held(DocumentShare, number)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such document")
    return found


def standing(document_id: int) -> DocumentShare | None:
    """The share of a document that nobody has taken back."""
    own = DocumentShare.document_id == document_id, DocumentShare.taken_back_at.is_(None)
    return db.session.scalar(select(DocumentShare).where(*own).limit(1))


def never(document_ids: Collection[int]) -> dict[int, str]:
    """Which of these documents carers are never shown, and as what they are kept: of a check, or of panel.

    A reference is given in confidence, and so is what comes of a check; papers of panel may quote both.
    """
    found: dict[int, str] = {}
    panel = select(PanelPaper.document_id).where(PanelPaper.document_id.in_(document_ids))
    found |= dict.fromkeys(db.session.scalars(panel), PANEL)
    checks = select(CheckEntry.document_id).where(CheckEntry.document_id.in_(document_ids))
    found |= {number: CHECK for number in db.session.scalars(checks) if number is not None}
    return found


def signatures(share_ids: Collection[int]) -> defaultdict[int, list[DocumentSignature]]:
    """Who has signed each of these, the first first."""
    chosen = select(DocumentSignature).where(DocumentSignature.share_id.in_(share_ids))
    found: defaultdict[int, list[DocumentSignature]] = defaultdict(list)
    for row in db.session.scalars(chosen.order_by(DocumentSignature.id)):
        found[row.share_id].append(row)
    return found


def is_signed(document_id: int) -> bool:
    """Whether a carer has signed a document."""
    chosen = select(DocumentSignature.id).join(DocumentShare, DocumentShare.id == DocumentSignature.share_id)
    return db.session.scalar(chosen.where(DocumentShare.document_id == document_id).limit(1)) is not None


def sent_before(household_id: int, user_id: int, digest: str) -> str | None:
    """What the same document is called that a carer has sent already, if they have."""
    own = Document.household_id.in_(merging.together(household_id)), Document.added_by == user_id
    same = select(Document.name).where(*own, Document.digest == digest, Document.removed_at.is_(None))
    return db.session.scalar(same.limit(1))


def sent_since(user_id: int, moment: datetime) -> int:
    """How many documents an account has added since a moment."""
    own = Document.added_by == user_id, Document.added_at >= moment
    return db.session.scalar(select(func.count()).select_from(Document).where(*own)) or 0


def add(row: DocumentShare | DocumentSignature) -> int:
    """Put a share or a signature on record; its number."""
    db.session.add(row)
    db.session.flush()
    return row.id
