"""Which households a search means: by name, reference, the tracker's reference, postcode, telephone or e-mail.

What a search finds by may be more than what its list shows: a full postcode or a telephone number finds a
household of the asker's own agencies, and is shown to nobody by it. But only those who may see a field find by it:
else whoever guesses long enough would read it (T14).
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union

from crm import fields
from crm.actor import Actor
from crm.ledger.tables import JourneyRecord, TieRecord
from crm.people import folding, merging, users
from crm.people.tables import Address, Carer, Household

LONGEST = 100  # letters; nobody searches for more, and a database should not
FEWEST_DIGITS = 5  # of a telephone number, without the nought that it begins with

_REFERENCE = re.compile(r"[A-Z0-9]{2,6}-[0-9]*", re.ASCII)
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?([0-9][A-Z]{0,2})?", re.ASCII)
_PHONE = re.compile(r"[0-9+ ().-]+")


def ids(text: str, by: Actor) -> Select[Any]:
    """The ids of the households of the asker's agencies that a text may mean, as a query to put into another.

    What a household was called that was merged into another finds the other.
    """
    meant = union(*_ways(text.strip(), by)).subquery()
    return select(merging.stands_for()).join(meant, meant.c[0] == Household.id)


def _ways(text: str, by: Actor) -> list[Select[Any]]:
    """One query for each way in which the text may be meant; each can use an index of its own."""
    agency_ids = by.agency_ids
    own = Household.agency_id.in_(agency_ids)
    # Without '+ 0' SQLite, which counts no rows beforehand, would go through all of the agency's instead.
    narrow = (Household.agency_id + 0).in_(agency_ids)
    ways = [
        select(Household.id).where(own, Household.name_folded.contains(folding.folded(text), autoescape=True)),
        select(TieRecord.household_id)
        .join(JourneyRecord, JourneyRecord.id == TieRecord.journey_id)
        .where(JourneyRecord.agency_id.in_(agency_ids), JourneyRecord.reference == text),
    ]
    if _REFERENCE.fullmatch(text.upper()):
        ways.append(select(Household.id).where(narrow, *_begins(Household.reference, text.upper())))
    postcode = folding.folded_postcode(text)
    if _POSTCODE.fullmatch(postcode) and fields.may_ask_for(by.role, "address"):
        found = _begins(Address.postcode_folded, postcode)
        ways.append(select(Address.household_id).where(Address.agency_id.in_(agency_ids), *found))
    if fields.sees(by.role, "contact"):
        ways.extend(_by_contact(text, narrow))
    return ways


def _begins(column: Any, text: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a column begins with a text of ASCII letters and digits, as a range that an index answers."""
    return column >= text, column < text[:-1] + chr(ord(text[-1]) + 1)


def _by_contact(text: str, narrow: ColumnElement[bool]) -> list[Select[Any]]:
    """By the beginning of a telephone number, or by a whole e-mail address."""
    carers = select(Carer.household_id).join(Household, Household.id == Carer.household_id).where(narrow)
    digits = folding.folded_phone(text)
    found = []
    if "@" in text:
        found.append(carers.where(Carer.email == users.canonical_email(text)))
    if len(digits) >= FEWEST_DIGITS and _PHONE.fullmatch(text):
        found.append(carers.where(*_begins(Carer.phone_folded, digits)))
    return found
