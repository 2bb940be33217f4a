"""Files that carers send, with a message or without: the household's documents, as from the carer."""

from __future__ import annotations

from dataclasses import dataclass

from crm import clock
from crm.actor import Actor
from crm.commands import documents
from crm.commands.documents import NoSpace
from crm.commands.range_asking import reaching
from crm.errors import Refused
from crm.people import shares
from crm.people.tables import Household

MOST_A_DAY = 10  # files of one carer: whoever has found a way into an account fills no council's space by it
FULL = "There is no room for your file at present. Tell your worker."


@dataclass(frozen=True, slots=True)
class File:
    """A file, looked into and cleaned."""

    kind: str
    content: bytes


def kept(home: Household, name: str, file: File, by: Actor) -> int:
    """Keep a file of a carer, within an open command; its number.

    It is kept although the household may have the very same: what there is, carers are not told. Refused: so many
    of the same carer came today, or the council's space is full.
    """
    if shares.sent_since(by.user_id or 0, clock.start_of_day(clock.today())) >= MOST_A_DAY:
        raise Refused(f"You have sent {MOST_A_DAY} files today. Send the next ones tomorrow.", field="file")
    by_carer = reaching(home, by)
    try:
        return documents.add(home.id, name=name, kind=file.kind, content=file.content, by=by_carer, again=True)
    except NoSpace as full:
        raise Refused(FULL, field="file") from full
