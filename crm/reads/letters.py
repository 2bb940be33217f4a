"""Writing to a household: the letters that there are, one drafted for them, and one that was written."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm import audit, clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.ledger import so_far
from crm.ledger.tables import HouseholdNow
from crm.people import approached, consent, households
from crm.people.contact_tables import SentLetter
from crm.reads import look
from crm.reads.contacts import ContactLine, lines_of
from crm.reads.histories import Identity, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.people import AddressSeen
from crm.register import letter_templates, letters
from crm.register.letter_templates import Template
from crm.register.letters import merged


@dataclass(frozen=True, slots=True)
class Writing:
    """A household's head, the letters to choose from, and the one that was chosen, drafted for them.

    `opted_out`: they may not be written to at all; `agreed`: they may be sent news; `emails` of the household,
    or nothing where the role does not see them. `untrue`: why the letter's own words are not so of them, if so.
    """

    household: HouseholdSeen
    templates: tuple[Template, ...]
    chosen: Template | None
    subject: str
    text: str
    opted_out: bool
    agreed: bool
    emails: tuple[str, ...]
    untrue: str | None

    @property
    def may_get(self) -> bool:
        """Whether the chosen letter may go to them."""
        return not self.opted_out and (self.agreed or self.chosen is None or not self.chosen.news)


@look
def writing(reference: str, code: str | None, by: Actor) -> Writing:
    """What is needed to write to a household, with a letter drafted if one is named; the look goes on record."""
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["letter"], by)
    home = households.load(identity.id, by.agency_ids)
    templates = letter_templates.offered(identity.agency_id, clock.today())
    chosen = next((each for each in templates if each.code == code), None)
    if code and chosen is None:
        raise NotFound("There is no such letter")
    values = _values(identity, by)
    carers = households.carers_of(identity.id)
    return Writing(
        household=seen(history),
        templates=templates,
        chosen=chosen,
        subject=merged(chosen.subject, values) if chosen else "",
        text=merged(chosen.text, values) if chosen else "",
        opted_out=not consent.may_write(home),
        agreed=consent.may_write(home, news=True),
        emails=tuple(dict.fromkeys(each.email for each in carers if each.email))
        if fields.sees(by.role, "contact")
        else (),
        untrue=chosen.why_untrue(_known_of(identity.id)) if chosen else None,
    )


def _known_of(household_id: int) -> frozenset[str]:
    """What is known of them that a letter may take for granted."""
    found = so_far.so_far([household_id]).get(household_id)
    if found is None:
        return frozenset()
    in_vain = approached.called_in_vain({household_id: found.since})
    return letters.known(found.kinds, in_vain=bool(in_vain), invited=not approached.not_invited([household_id]))


def _values(identity: Identity, by: Actor) -> dict[str, str]:
    enquired = select(HouseholdNow.enquired_on).where(HouseholdNow.household_id == identity.id)
    own = letter_templates.own_values(identity.agency_id, sender=by.label, on=clock.today())
    return own | letter_templates.values_of(identity.name, identity.reference, db.session.scalar(enquired))


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter as it was written; its text is None once erased."""

    subject: str | None
    text: str | None
    channel: str
    state: str
    why: str | None


@dataclass(frozen=True, slots=True)
class ContactSeen:
    """A household's head and one of its contacts, with the letters of it. `address` only where it was asked for."""

    household: HouseholdSeen
    line: ContactLine
    letters: tuple[LetterSeen, ...]
    address: AddressSeen | None = None

    @property
    def on_paper(self) -> bool:
        return any(each.channel == "paper" for each in self.letters)

    @property
    def may_go_again(self) -> bool:
        """Whether one of its letters did not go, and may still be true."""
        unsent = [each.why or "" for each in self.letters if each.state == "not_sent"]
        return not all(why.startswith("visit_") for why in unsent)


@look
def contact(reference: str, contact_id: int, by: Actor) -> ContactSeen:
    """One contact of a household; the look goes on record. NotFound: there is none."""
    return _contact(reference, contact_id, by, None)


@look
def contact_with_address(reference: str, contact_id: int, reason: str, by: Actor) -> ContactSeen:
    """The same with where they live, for an envelope: the asking, and why, goes on record first (T40, T44)."""
    return _contact(reference, contact_id, by, reason)


def _contact(reference: str, contact_id: int, by: Actor, reason: str | None) -> ContactSeen:
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["contacts"], by)
    found = next((line for line in lines_of(identity.id, by) if line.id == contact_id), None)
    if found is None or (reason is not None and not fields.may_ask_for(by.role, "address")):
        raise NotFound("There is no such contact")
    address = _address(identity, contact_id, reason, by) if reason is not None else None
    read = found.read and found.removed_at is None
    return ContactSeen(seen(history), found, _letters(contact_id) if read else (), address)


def _address(identity: Identity, contact_id: int, reason: str, by: Actor) -> AddressSeen:
    audit.record(
        by,
        "address.show",
        agency_id=identity.agency_id,
        household_id=identity.id,
        about=f"contact {contact_id}",
        fields=["address"],
        reason=reason,
    )
    known = households.address_of(identity.id)
    return AddressSeen(known.lines, known.postcode) if known else AddressSeen(None, None)


def _letters(contact_id: int) -> tuple[LetterSeen, ...]:
    columns = (SentLetter.subject, SentLetter.body, SentLetter.channel, SentLetter.state, SentLetter.why)
    rows = db.session.execute(select(*columns).where(SentLetter.contact_id == contact_id).order_by(SentLetter.id))
    return tuple(LetterSeen(*row) for row in rows)
