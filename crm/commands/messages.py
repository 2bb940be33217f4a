"""Messages between carers and whoever works with them: on the household's timeline, and never taken away again.

A mail says that there is a message, and none of its words: what is written about children stays in Hearth.
"""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, documents, mail, tasks
from crm.commands.carer_files import File as File
from crm.commands.carer_files import kept
from crm.commands.contacts import tidied
from crm.commands.documents import NoSpace
from crm.commands.pasted_addresses import require_no_address
from crm.commands.range_asking import own, reaching
from crm.errors import Refused, Stale
from crm.holding import held
from crm.journey.saying import said
from crm.people import households, merging, messages, pasted, requests
from crm.people import tasks as work
from crm.people.contact_tables import Contact
from crm.people.messages import IN, MESSAGE, OUT, RECEIVED, SENT
from crm.people.tables import Household

EMPTY = "Write your message"
NEWER = "There is a newer message since you opened this page: read it below. Yours is not sent yet."


@command
def write(text: str, *, by: Actor, file: File | None = None) -> int:
    """Write to whoever works with the carer's own household; the number of the message.

    It is among the things to do today, once for all that were not answered; where nobody works with the household,
    among those of nobody. Refused: it says nothing, or is too long.
    """
    home = own(by)
    held(Household, home.id)
    words = _words(text)
    document = kept(home, f"Sent by a carer with a message of {said(clock.today())}", file, by) if file else None
    number = _put(home, words, IN, document, by, fields=["address in text"] if pasted.found_in(words) else [])
    if not work.is_open(home.id, MESSAGE):
        tasks.add(home.id, kind=MESSAGE, due_on=clock.today(), by=reaching(home, by))
    if home.worker_id is not None:
        mail.tell(home.worker_id, "message_from_carer", reference=home.reference)
    return number


@command
def answer(
    household_id: int,
    text: str,
    *,
    by: Actor,
    seen: int | None = None,
    anyway: bool = False,
    file: File | None = None,
) -> int:
    """Write to the carers of a household, which answers whatever they wrote before; the number of the message.

    `seen` is the latest message when the page was opened. Stale: there is a newer one (T49). LooksLikeAddress:
    unless `anyway`, which goes on record (T41). Refused: none of the carers has an account to read it with, or
    there is no room for the file, which becomes one of the household's documents.
    """
    home = households.load(household_id, by.agency_ids)
    held(Household, home.id)
    words = _words(text)
    readers = requests.carers_of(home.id)
    if not readers:
        raise Refused(
            "None of the carers has an account for the portal, so nobody would read it. Invite them first."
        )
    if seen is not None and messages.newest(home.id) > seen:
        raise Stale(NEWER)
    seems = require_no_address(words, anyway)
    document = _sent_with(home, file, by) if file else None
    number = _put(home, words, OUT, document, by, fields=["address in text"] if seems else [])
    for each in merging.together(home.id):
        work.end_all(each, [MESSAGE], "done", at=clock.now(), by=by.user_id)
    for reader in readers:
        mail.tell(reader, "message_for_carer")
    return number


def _sent_with(home: Household, file: File, by: Actor) -> int:
    """Keep the file of an answer, a copy of its own: to take another of the household's away takes none from it."""
    name = f"Sent to the carers with a message of {said(clock.today())}"
    try:
        return documents.add(home.id, name=name, kind=file.kind, content=file.content, by=by, again=True)
    except NoSpace as full:
        raise Refused(full.message, field="file") from full


def _words(text: str) -> str:
    words = tidied(text)
    if not words:
        raise Refused(EMPTY, field="text")
    return words


def _put(
    home: Household, text: str, direction: str, document_id: int | None, by: Actor, *, fields: list[str]
) -> int:
    now = clock.now()
    message = Contact(
        agency_id=home.agency_id,
        household_id=home.id,
        kind=MESSAGE,
        direction=direction,
        outcome=RECEIVED if direction == IN else SENT,
        happened_at=now,
        text=text,
        recorded_at=now,
        recorded_by=by.user_id,
    )
    number = messages.put(message, document_id)
    audit.record(
        by,
        "message.write" if direction == IN else "message.answer",
        agency_id=home.agency_id,
        household_id=home.id,
        about=f"contact {number}",
        fields=fields,
    )
    return number
