"""A carer's own steps in the portal: the next level asked for, and what was asked or sent taken back."""

from __future__ import annotations

from crm import clock
from crm.actor import Actor
from crm.commands import command, documents, skills
from crm.commands.range_asking import own_of_carers, reaching
from crm.commands.skill_entries import add, levels
from crm.commands.skill_news import tell_worker
from crm.errors import NotFound, Refused
from crm.journey import levels as rules
from crm.ledger.keys import lock
from crm.people import carer_accounts, households, users
from crm.people import skills as stored
from crm.people.tables import Carer, Household

MOVED = "Your level, or what your council offers, has changed since you opened the page. Look at it as it is now."


@command
def ask(level: str, *, by: Actor) -> int:
    """Ask for the next level; the number of the request, which the service answers (PF-3). Pay stays as it is until
    the day from which a level is decided.

    Refused: it is not the next one any more, or a request waits, of the carer's or recommended by the service.
    """
    home, carer = own_carer(by)
    lock(home.agency_id)
    found = rules.standing(stored.of_carer(carer.id))
    if found.asked is not None:
        raise Refused("There is a request already that waits for its answer: see ‘My skills’.")
    if level != rules.following(levels(home, clock.today()), found.last[1] if found.last else None):
        raise Refused(MOVED)
    number = skills.ask(home.id, carer.id, level=level, on=clock.today(), by=reaching(home, by))
    tell_worker(home)
    return number


@command
def take_back(number: int, *, by: Actor) -> None:
    """Take back a request that waits, or a paper that nobody has looked at; a paper goes out of the documents.

    NotFound: it is none of the carer's own. Refused: it was answered or looked at, or the service recommended it.
    """
    home, carer = own_carer(by)
    lock(home.agency_id)
    row = stored.entry(home.id, number)
    found = rules.standing(stored.of_carer(carer.id))
    if row.carer_id != carer.id or row.act not in (rules.ASKED, rules.OFFERED):
        raise NotFound("There is no such entry")
    if row.id not in (found.asked, *found.offered):
        raise Refused("It was answered, looked at or taken back already.")
    if row.act == rules.ASKED and row.recorded_by != by.user_id:
        raise Refused("Your service has recommended this level. If you do not want it, tell your worker.")
    act = rules.WITHDRAWN if row.act == rules.ASKED else rules.TAKEN_BACK
    add(home, carer, act, row.what, clock.today(), by, about=row.id)
    if row.document_id is not None:
        documents.remove(home.id, row.document_id, by=reaching(home, by))
    tell_worker(home)


def own_carer(by: Actor) -> tuple[Household, Carer]:
    """The household of a carer's account, and which of its carers it is of. NotFound: none is on record there."""
    home = own_of_carers(by)
    user = users.find(by.user_id) if by.user_id is not None else None
    carer = carer_accounts.owner(user, households.carers_of(home.id)) if user else None
    if carer is None:
        raise NotFound("This account is not linked with a carer of this household")
    return home, carer
