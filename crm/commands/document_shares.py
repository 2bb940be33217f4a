"""Documents between the service and carers: shared with them, taken back, signed by name, and sent by them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.audit.tables import AuditEntry
from crm.commands import command, mail, tasks
from crm.commands.carer_files import File, kept
from crm.commands.documents import tidied
from crm.commands.range_asking import own, reaching
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import held
from crm.people import folding, households, merging, requests, shares, users
from crm.people.share_tables import DocumentShare, DocumentSignature
from crm.people.tables import Document, Household
from crm.people.tasks import LONGEST as LONGEST_TASK
from crm.people.tasks import STEP

NOBODY = "None of the carers has an account for the portal, so nobody would read it. Invite them first."
NEVER: Mapping[str, str] = {
    shares.CHECK: "This document belongs to a check or a reference, which carers are never shown.",
    shares.PANEL: "This document is a paper of panel, which may quote what was said in confidence.",
}
GONE = "Your fostering service has taken this document back or replaced it since you opened it. Nothing is signed."


@command
def share(household_id: int, document_id: int, *, to_sign: bool, by: Actor) -> int:
    """Let the carers of a household read one of its documents, and ask them to sign it; the number of the share.

    Each carer who has an account is written to that there is a document, and not which. Refused: it was removed,
    it is shared already, nobody would read it, or it belongs to a check or to panel.
    """
    home = households.load(household_id, by.agency_ids)
    document = _document(home, document_id)
    if document.removed_at is not None or document.content is None:
        raise Refused("This document was removed: put it back before you share it.")
    if why := shares.never([document.id]).get(document.id):
        raise Refused(NEVER[why])
    if shares.standing(document.id) is not None:
        raise Refused("This document is shared with them already.")
    readers = requests.carers_of(home.id)
    if not readers:
        raise Refused(NOBODY)
    row = DocumentShare(
        agency_id=home.agency_id,
        household_id=home.id,
        document_id=document.id,
        digest=document.digest,
        to_sign=to_sign,
        shared_at=clock.now(),
        shared_by=by.user_id,
    )
    number = shares.add(row)
    _recorded(home, document.id, "document.share", by)
    for reader in readers:
        mail.tell(reader, "document_for_carer")
    return number


@command
def take_back(household_id: int, document_id: int, *, by: Actor) -> None:
    """Let the carers read a document no more. That they could stays on record. Refused: one of them signed it."""
    home = households.load(household_id, by.agency_ids)
    document = _document(home, document_id)
    row = shares.standing(document.id)
    if row is None:
        return
    row = shares.load(home.id, row.id)
    if shares.signatures([row.id])[row.id]:
        raise Refused("A carer has signed this document. It stays with them, as with you.")
    row.taken_back_at, row.taken_back_by = clock.now(), by.user_id
    _recorded(home, document.id, "document.take_back", by)


@command
def sign(number: int, *, name: str, by: Actor) -> None:
    """Sign what was shared with the carer's own household, by name and with the moment.

    What is signed is what the document held when it was shared. Refused: it asks for no signature, this carer has
    not opened it, or the name is not the account's. Stale: it was taken back, or replaced.
    """
    home = own(by)
    row = shares.load(home.id, number)
    document = held(Document, row.document_id)
    taken = row.taken_back_at is not None or document is None or document.removed_at is not None
    if taken or document is None or document.digest != row.digest or shares.never([row.document_id]):
        raise Stale(GONE)
    if not row.to_sign:
        raise Refused("This document needs no signature.")
    user = users.find(by.user_id) if by.user_id is not None else None
    if user is None:
        raise NotFound("There is no account of yours")
    if any(each.user_id == user.id for each in shares.signatures([row.id])[row.id]):
        raise Refused("You have signed this document already.")
    if not _has_opened(row, user.id):
        raise Refused("You have not opened this document yet: open it and read it first.")
    typed = folding.tidied(name, longest=100, field="name")
    if folding.folded(typed) != folding.folded(user.name):
        raise Refused(f"Type your name as your account has it: {user.name}", field="name")
    signed = DocumentSignature(
        share_id=row.id, user_id=user.id, name=typed, digest=row.digest, signed_at=clock.now()
    )
    shares.add(signed)
    _recorded(home, document.id, "document.sign", by)
    _tell(home, f"Signed in the portal by {typed}: {document.name}", by)


@command
def send(name: str, file: File, *, by: Actor) -> int:
    """Send a document to the service; its number. It is among the household's documents, as from the carer.

    Refused: it has no name, the same carer has sent the very same, or there is no room.
    """
    home = own(by)
    called = tidied(name)
    if not called:
        raise Refused("Say what it is", field="name")
    digest = hashlib.sha256(file.content).hexdigest()
    if (known := shares.sent_before(home.id, by.user_id or 0, digest)) is not None:
        raise Refused(f"You have sent this very document already, as ‘{known}’", field="file")
    held(Household, home.id)
    number = kept(home, called, file, by)
    _tell(home, f"A carer has sent a document: {called}", by)
    return number


def _has_opened(row: DocumentShare, user_id: int) -> bool:
    """Whether a carer has opened what was shared, as their looks say."""
    about = f"document {row.document_id}"
    looks = select(AuditEntry.id).where(AuditEntry.user_id == user_id, AuditEntry.action == "document.view")
    since = AuditEntry.about == about, AuditEntry.at >= row.shared_at
    return db.session.scalar(looks.where(*since).limit(1)) is not None


def _document(home: Household, document_id: int) -> Document:
    found = held(Document, document_id)
    if found is None or found.household_id not in merging.together(home.id):
        raise NotFound("There is no such document")
    return found


def _tell(home: Household, what: str, by: Actor) -> None:
    """Put it among the things to do today of whoever works with the household."""
    what = what[:LONGEST_TASK]
    tasks.add(home.id, kind=STEP, what=what, due_on=clock.today(), by=reaching(home, by), anyway=True)


def _recorded(home: Household, document_id: int, action: str, by: Actor) -> None:
    audit.record(
        by,
        action,
        agency_id=home.agency_id,
        household_id=home.id,
        about=f"document {document_id}",
        fields=["documents"],
    )
