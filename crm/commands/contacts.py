"""The contact log: what passed between the service and a household, and notes; removed and put back."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, first_contacts, promises, tasks
from crm.commands.pasted_addresses import require_no_address
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.holding import held
from crm.people import households, merging
from crm.people.contact_tables import Contact
from crm.people.messages import MESSAGE
from crm.people.tasks import CALL_BACK

LONGEST = 10_000  # characters of a text

Kind = Literal["call", "email", "letter", "text", "note", "visit"]
Direction = Literal["in", "out"]

# How each kind of contact can go, by its direction. None: there is nothing to say of it.
WAYS: Mapping[str, Mapping[str | None, tuple[str | None, ...]]] = {
    "call": {"out": ("answered", "no_answer", "message_left", "wrong_number"), "in": ("answered",)},
    "email": {"out": ("sent",), "in": ("received", "answered")},
    "text": {"out": ("sent",), "in": ("received", "answered")},
    "letter": {"out": ("sent",), "in": ("received", "answered")},
    "visit": {None: ("met",)},
    "note": {None: (None,)},
}
# They spoke, both ways: this is what stops the clock of first contact (rules section 6.2, KP-1).
BOTH_WAYS = promises.BOTH_WAYS
STAYS = "A message stays on record as it was written: carers read the same. Answer it, and put right what is wrong."
NEVER = "did_not_happen"  # of the correction reasons: why a first contact is struck out with its contact


@command
def log(
    household_id: int,
    *,
    kind: str,
    direction: str | None,
    outcome: str | None,
    happened_at: datetime,
    text: str | None,
    by: Actor,
    anyway: bool = False,
    again_on: date | None = None,
    not_wanted: bool = False,
) -> int:
    """Put a contact or a note on the household's record; its number.

    A contact both ways records the first contact of the journey, where that has not been made, and so stops its
    clock. It ends calls that were promised as `promises.contacted`; `not_wanted`: those that lie ahead too.
    `again_on`: the day on which they are called again, in place of what was promised before. Refused: it lies
    ahead, or a note says nothing. LooksLikeAddress: unless `anyway`, which goes on record.
    """
    household = households.load(household_id, by.agency_ids)
    said = tidied(text or "")
    _check(kind, direction, outcome, happened_at, said)
    seems = require_no_address(said, anyway)
    contact = Contact(
        agency_id=household.agency_id,
        household_id=household.id,
        kind=kind,
        direction=direction,
        outcome=outcome,
        happened_at=happened_at,
        text=said or None,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    if outcome in BOTH_WAYS:
        first_contacts.record(contact, household.id, by=by)
    _followed(contact, again_on, not_wanted, by)
    _recorded(contact, "contact.log", by, *(["address in text"] if seems else []))
    return contact.id


def _followed(contact: Contact, again_on: date | None, not_wanted: bool, by: Actor) -> None:
    """Keep a contact, and what it says of calls that were promised and of one to come."""
    db.session.add(contact)
    db.session.flush()
    promises.contacted(contact, not_wanted=not_wanted, by=by)
    if again_on is not None:
        tasks.add(contact.household_id, kind=CALL_BACK, due_on=again_on, by=by, made_with=contact.id)


def _check(kind: str, direction: str | None, outcome: str | None, happened_at: datetime, said: str) -> None:
    if outcome not in WAYS.get(kind, {}).get(direction, ()):
        raise Refused("Choose what happened", field="what")
    if happened_at > clock.now():
        raise Refused("This is in the future: log it when it has happened", field="at")
    if kind == "note" and not said:
        raise Refused("Enter the note", field="text")


@command
def remove(household_id: int, contact_id: int, *, by: Actor) -> bool:
    """Take a contact out of the log; whether first contact is thereby waited for again. It can be put back.

    The first contact that it was is struck out, and the next of those that stay takes its place. Where a later
    step rests on it, it stays on record. Calls that it had ended are to be made again. NotFound: there is none.
    Refused: it is a message of the portal.
    """
    contact = _load(household_id, contact_id, by)
    if contact.kind == MESSAGE:
        raise Refused(STAYS)
    if contact.removed_at is not None:
        return False
    contact.removed_at, contact.removed_by = clock.now(), by.user_id
    _recorded(contact, "contact.remove", by)
    promises.removed(contact, by=by)
    if contact.event_id is None:
        return False
    if not first_contacts.strike_out(household_id, contact.event_id, reason=NEVER, by=by):
        return False
    contact.event_id = None
    answered = [first_contacts.record(each, household_id, by=by, then=True) for each in _since(contact)]
    return not any(answered)


def _since(contact: Contact) -> Sequence[Contact]:
    """The contacts both ways that stay in the log, from the day of one that does not on."""
    ids = merging.together(merging.kept([contact.household_id]).get(contact.household_id, contact.household_id))
    stays = select(Contact).where(Contact.household_id.in_(ids), Contact.removed_at.is_(None))
    later = stays.where(Contact.outcome.in_(BOTH_WAYS), Contact.event_id.is_(None))
    found = db.session.scalars(later.order_by(Contact.happened_at, Contact.id)).all()
    return [each for each in found if clock.day_of(each.happened_at) >= clock.day_of(contact.happened_at)]


@command
def put_back(household_id: int, contact_id: int, *, by: Actor) -> None:
    """Take back that a contact was removed. NotFound: there is none."""
    contact = _load(household_id, contact_id, by)
    if contact.removed_at is not None:
        contact.removed_at, contact.removed_by = None, None
        _recorded(contact, "contact.put_back", by)
        promises.put_back(contact, by=by)
        if contact.outcome in BOTH_WAYS and contact.event_id is None:
            first_contacts.record(contact, household_id, by=by, then=True)


def settle(household_id: int, *, by: Actor) -> None:
    """Let first contact be that of the first in which they spoke: after records that were one parted."""
    stays = select(Contact).where(Contact.household_id.in_(merging.together(household_id)))
    spoke = Contact.removed_at.is_(None), Contact.outcome.in_(BOTH_WAYS), Contact.event_id.is_(None)
    found = db.session.scalars(stays.where(*spoke).order_by(Contact.happened_at, Contact.id)).all()
    for each in found:
        first_contacts.record(each, household_id, by=by)


def tidied(text: str, *, field: str = "text") -> str:
    """Several lines as they were typed, in composed form; refused if too long, or with what cannot be printed."""
    tidy = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t" for each in tidy):
        raise Refused("There is a character in it that cannot be printed", field=field)
    if len(tidy) > LONGEST:
        raise Refused(f"It must be {LONGEST:,} characters or fewer", field=field)
    return tidy


def _load(household_id: int, contact_id: int, by: Actor) -> Contact:
    household = households.load(household_id, by.agency_ids)
    found = held(Contact, contact_id)
    if found is None or found.household_id not in merging.together(household.id):
        raise NotFound("There is no such contact")
    return found


def _recorded(contact: Contact, action: str, by: Actor, *fields: str) -> None:
    audit.record(
        by,
        action,
        agency_id=contact.agency_id,
        household_id=contact.household_id,
        about=f"contact {contact.id}",
        fields=[contact.kind, *fields],
    )
