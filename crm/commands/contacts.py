"""The contact log: what passed between the service and a household, and notes; removed and put back."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, journeys
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey.events import FirstContactMade
from crm.people import households, merging, pasted
from crm.people.contact_tables import Contact

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
BOTH_WAYS = ("answered", "met")


class LooksLikeAddress(Refused):
    """The text holds what belongs in the address (T41): it is kept only if somebody says so. `seems` names it."""

    def __init__(self, seems: tuple[str, ...], field: str) -> None:
        super().__init__(f"This looks like {' and '.join(seems)}: put it under People instead", field=field)
        self.seems = seems


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
) -> int:
    """Put a contact or a note on the household's record; its number.

    A contact both ways records the first contact of the journey, where that has not been made, and so stops its
    clock. Refused: it lies ahead, or a note says nothing. LooksLikeAddress: unless `anyway`, which goes on record.
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
        made = FirstContactMade(happened_on=clock.day_of(happened_at))
        contact.event_id = journeys.record_where_due(household.id, made, by=by)
    db.session.add(contact)
    db.session.flush()
    _recorded(contact, "contact.log", by, *(["address in text"] if seems else []))
    return contact.id


def _check(kind: str, direction: str | None, outcome: str | None, happened_at: datetime, said: str) -> None:
    if outcome not in WAYS.get(kind, {}).get(direction, ()):
        raise Refused("Choose what happened", field="what")
    if happened_at > clock.now():
        raise Refused("This is in the future: log it when it has happened", field="at")
    if kind == "note" and not said:
        raise Refused("Enter the note", field="text")


@command
def remove(household_id: int, contact_id: int, *, by: Actor) -> None:
    """Take a contact out of the log. It can be put back. NotFound: there is none."""
    contact = _load(household_id, contact_id, by)
    if contact.removed_at is None:
        contact.removed_at, contact.removed_by = clock.now(), by.user_id
        _recorded(contact, "contact.remove", by)


@command
def put_back(household_id: int, contact_id: int, *, by: Actor) -> None:
    """Take back that a contact was removed. NotFound: there is none."""
    contact = _load(household_id, contact_id, by)
    if contact.removed_at is not None:
        contact.removed_at, contact.removed_by = None, None
        _recorded(contact, "contact.put_back", by)


def tidied(text: str, *, field: str = "text") -> str:
    """Several lines as they were typed, in composed form; refused if too long, or with what cannot be printed."""
    tidy = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    if any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\n\t" for each in tidy):
        raise Refused("There is a character in it that cannot be printed", field=field)
    if len(tidy) > LONGEST:
        raise Refused(f"It must be {LONGEST:,} characters or fewer", field=field)
    return tidy


def require_no_address(text: str, anyway: bool, *, field: str = "text") -> tuple[str, ...]:
    """What in a text seems to belong in the address; LooksLikeAddress unless it is kept anyway (T41)."""
    seems = pasted.found_in(text)
    if seems and not anyway:
        raise LooksLikeAddress(seems, field)
    return seems


def _load(household_id: int, contact_id: int, by: Actor) -> Contact:
    household = households.load(household_id, by.agency_ids)
    found = db.session.get(Contact, contact_id, with_for_update=True)
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
