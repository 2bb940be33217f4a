"""What the job of a letter does: look once more whether it may go, and say what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm import clock
from crm.commands import command
from crm.commands.visit_letters import Invitation, invitation, outdated
from crm.extensions import db
from crm.holding import held
from crm.people import consent, merging
from crm.people.contact_tables import Contact, SentLetter
from crm.people.tables import Carer
from crm.register import letter_templates


@dataclass(frozen=True)
class Ready:
    """A letter that may go now: to whom, and what it says."""

    email: str
    subject: str
    text: str
    visit: Invitation | None


@command
def prepare(letter_id: int) -> Ready | None:
    """The letter, if it has not gone and may go at this moment; else that it did not go, and why, is on record.

    The address is looked up now, and so is whether they may be written to: an opt-out of a minute ago counts.
    """
    letter = held(SentLetter, letter_id)
    if letter is None or letter.state != "waiting":
        return None
    late = outdated(letter.visit_id, letter.template) if letter.visit_id else None
    if late is not None:
        not_sent(letter, late)
        return None
    carer = db.session.get(Carer, letter.carer_id) if letter.carer_id else None
    home = merging.standing(letter.household_id)  # a record that was merged meanwhile: what both have said counts
    if not consent.may_write(home, news=_is_news(letter)):
        not_sent(letter, "opted_out")
        return None
    if carer is None or carer.removed_at is not None or not carer.email:
        not_sent(letter, "no_email")
        return None
    visit = invitation(letter.visit_id) if letter.visit_id else None
    return Ready(carer.email, letter.subject or "", letter.body or "", visit)


@command
def sent(letter_id: int) -> None:
    """Say on record that a letter has gone."""
    letter = db.session.get_one(SentLetter, letter_id, with_for_update=True)
    if letter.state == "waiting":
        letter.state, letter.ended_at = "sent", clock.now()
        tell(letter)


def _is_news(letter: SentLetter) -> bool:
    offered = letter_templates.offered(letter.agency_id, clock.today())
    return any(each.news for each in offered if each.code == letter.template)


def not_sent(letter: SentLetter, why: str) -> None:
    """Say on record that a letter has not gone, and why, as a code."""
    letter.state, letter.why, letter.ended_at = "not_sent", why, clock.now()
    tell(letter)


def tell(letter: SentLetter) -> None:
    """Let the line in the log say how it stands: sent, once one of its letters has gone."""
    db.session.flush()
    states = set(db.session.scalars(select(SentLetter.state).where(SentLetter.contact_id == letter.contact_id)))
    contact = db.session.get_one(Contact, letter.contact_id)
    contact.outcome = next(each for each in ("sent", "waiting", "not_sent") if each in states)
