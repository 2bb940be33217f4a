"""The messages of a household: as its carers read them in the portal, and as whoever works with them does.

What is new to a carer is what came after the latest message that a look of theirs has on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import audit, clock, fields
from crm.actor import Actor
from crm.audit.tables import AuditEntry
from crm.errors import NotFound
from crm.extensions import db
from crm.people import messages, requests, tasks, users
from crm.people.contact_tables import Contact, MessageFile
from crm.people.messages import IN, MESSAGE
from crm.people.tables import Document
from crm.reads import look
from crm.reads.documents import Content
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.own_home import own
from crm.reads.paging import page_of
from crm.reads.searched import part

PAGE = 20  # messages a page
LOOKED = "message.view"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a message; it is not `there` once it was removed."""

    document_id: int
    kind: str
    size: int
    there: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A message; its text is None once erased. `ours`: from the service. `mine`: whoever asks wrote it."""

    id: int
    ours: bool
    mine: bool
    new: bool
    text: str | None
    at: datetime
    by: str
    file: Attached | None

    @property
    def on(self) -> date:
        return clock.day_of(self.at)


@dataclass(frozen=True, slots=True)
class Thread:
    """A page of a household's messages, the latest first; `newest` is the number of the latest of all.

    `total` of them have the words that were searched for, of `of_all`.
    """

    rows: tuple[Message, ...]
    total: int
    of_all: int
    page: int
    pages: int
    newest: int


@dataclass(frozen=True, slots=True)
class OwnThread:
    """The thread as a carer reads it: who works with them, if anybody does."""

    thread: Thread
    worker: str | None


@dataclass(frozen=True, slots=True)
class ThreadSeen:
    """The thread as staff read it: the household's head, who would read an answer, and whether one waits."""

    household: HouseholdSeen
    thread: Thread
    readers: tuple[str, ...]
    waits: bool


@look
def own_thread(by: Actor, page: int = 1, q: str = "") -> OwnThread:
    """The messages of the asker's own household; NotFound for whoever has none.

    The look goes on record, with the latest message that it showed.
    """
    found = own(by)
    home = found.household
    thread = _thread(home.id, page, by, after=_read_up_to(by), q=q)
    latest = thread.page == 1 and not q
    audit.record(
        by,
        LOOKED if latest else "portal.view",
        agency_id=found.agency_id,
        household_id=home.id,
        about=f"contact {thread.newest}" if latest else None,
        fields=["messages"],
    )
    worker = users.find(home.worker_id) if home.worker_id is not None else None
    return OwnThread(thread, worker.name if worker is not None and worker.active else None)


@look
def own_export(by: Actor) -> tuple[Message, ...]:
    """Every message of the asker's own household, to be saved; that they were goes on record."""
    found = own(by)
    home = found.household.id
    audit.record(by, "portal.export", agency_id=found.agency_id, household_id=home, fields=["messages"])
    return _messages(messages.every(home), by)


@look
def own_file(message_id: int, by: Actor) -> Content:
    """The file of a message of the asker's own household; the look goes on record. NotFound: there is none."""
    found = own(by)
    chosen = (
        select(Document.id, Document.kind, Document.content)
        .join(MessageFile, MessageFile.document_id == Document.id)
        .join(Contact, Contact.id == MessageFile.contact_id)
        .where(*messages.of_household(found.household.id), Contact.id == message_id)
        .where(Document.removed_at.is_(None))
    )
    row = db.session.execute(chosen).one_or_none()
    if row is None or row.content is None:
        raise NotFound("There is no such document")
    audit.record(
        by,
        "document.view",
        agency_id=found.agency_id,
        household_id=found.household.id,
        about=f"document {row.id}",
        fields=["documents"],
    )
    return Content(row.kind, row.content)


@look
def thread(reference: str, by: Actor, page: int = 1, q: str = "") -> ThreadSeen:
    """The messages of a household, for whoever works with it; the look goes on record."""
    history = load_history(reference, by)
    identity = history.identity
    if not fields.sees(by.role, "note"):
        raise NotFound("There is no such page")
    seen_on_record(identity, ["messages"], by)
    names = names_of(requests.carers_of(identity.id))
    return ThreadSeen(
        household=seen(history),
        thread=_thread(identity.id, page, by, q=q),
        readers=tuple(dict.fromkeys(names.values())),
        waits=tasks.is_open(identity.id, MESSAGE),
    )


def unread(household_id: int, by: Actor) -> int:
    """How many messages of a household are new to one of its carers. The caller puts the look on record."""
    return messages.count(household_id, after=_read_up_to(by), besides=by.user_id)


def _read_up_to(by: Actor) -> int:
    """The latest message that a carer has seen; 0 for none."""
    chosen = select(AuditEntry.about).where(AuditEntry.user_id == by.user_id, AuditEntry.action == LOOKED)
    about = db.session.scalar(chosen.order_by(AuditEntry.id.desc()).limit(1))
    return int(about.removeprefix("contact ")) if about else 0


def _thread(household_id: int, page: int, by: Actor, after: int | None = None, q: str = "") -> Thread:
    of_all, newest = messages.count(household_id), messages.newest(household_id)
    if q:
        found = part(messages.every(household_id), lambda row: row.text or "", q, page, PAGE)
        rows, total, page, pages = found.rows, found.total, found.page, found.pages
    else:
        page, pages = page_of(page, of_all, PAGE)
        rows, total = tuple(messages.page(household_id, (page - 1) * PAGE, PAGE)), of_all
    return Thread(_messages(rows, by, after), total, of_all, page, pages, newest)


def _messages(rows: Sequence[Contact], by: Actor, after: int | None = None) -> tuple[Message, ...]:
    files = messages.files_of([row.id for row in rows])
    names = names_of(row.recorded_by for row in rows)
    return tuple(
        Message(
            id=row.id,
            ours=row.direction != IN,
            mine=row.recorded_by == by.user_id,
            new=after is not None and row.id > after and row.recorded_by != by.user_id,
            text=row.text,
            at=row.happened_at,
            by=names[row.recorded_by],
            file=Attached(*files[row.id]) if row.id in files else None,
        )
        for row in rows
    )
