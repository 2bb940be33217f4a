"""Which households a search means: by name, reference, the tracker's reference, postcode, telephone or e-mail.

What a search finds by may be more than what its list shows: a full postcode or a telephone number finds a
household of the asker's own agencies, and is shown to nobody by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select, union

from crm.ledger.tables import JourneyRecord, TieRecord
from crm.people import folding
from crm.people.tables import Address, Carer, Household

LONGEST = 100  # letters; nobody searches for more, and a database should not
FEWEST_DIGITS = 6  # of a telephone number

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?([0-9][A-Z]{0,2})?")
_NOT_DIGITS = re.compile(r"[^0-9]")


def ids(text: str, agency_ids: Sequence[int]) -> CompoundSelect[Any]:
    """The ids of the households that a text may mean, as a query to put into another."""
    return union(*_ways(text.strip(), agency_ids))


def _ways(text: str, agency_ids: Sequence[int]) -> list[Select[Any]]:
    """One query for each way in which the text may be meant; each can use an index of its own."""
    own = Household.agency_id.in_(agency_ids)
    ways = [
        select(Household.id).where(own, Household.name_folded.contains(folding.folded(text), autoescape=True)),
        select(Household.id).where(own, Household.reference.startswith(text.upper(), autoescape=True)),
        select(TieRecord.household_id)
        .join(JourneyRecord, JourneyRecord.id == TieRecord.journey_id)
        .where(JourneyRecord.agency_id.in_(agency_ids), JourneyRecord.reference == text),
    ]
    postcode = folding.folded_postcode(text)
    if _POSTCODE.fullmatch(postcode):
        ways.append(select(Household.id).where(own, Household.area == postcode))
        ways.append(
            select(Address.household_id).where(
                Address.agency_id.in_(agency_ids), Address.postcode_folded.startswith(postcode, autoescape=True)
            )
        )
    ways.extend(_by_contact(text, own))
    return ways


def _by_contact(text: str, own: ColumnElement[bool]) -> list[Select[Any]]:
    carers = select(Carer.household_id).join(Household, Household.id == Carer.household_id).where(own)
    digits = _NOT_DIGITS.sub("", text)
    found = []
    if "@" in text:
        found.append(carers.where(func.lower(Carer.email) == text.lower()))
    if len(digits) >= FEWEST_DIGITS and not re.search("[A-Za-z]", text):
        plain = func.replace(func.replace(Carer.phone, " ", ""), "-", "")
        found.append(carers.where(plain.endswith(digits.lstrip("0"), autoescape=True)))
    return found
