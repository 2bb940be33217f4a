"""How many households enquired in a hub, each counted once, though several of its agencies count its enquiry.

Two households are taken for one when a carer's e-mail address or telephone number is the same. Contact details are
turned into keyed hashes as they are read, and only the hashes are compared: nobody learns from the count whose
details are whose. They are those held today, so this one figure can move when contact details are put right.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.ledger.tables import StageEntry, TieRecord
from crm.people.tables import Carer
from crm.reports.period import Period

ENTRY = StageEntry.__table__.c
TIE = TieRecord.__table__.c
SHORTEST_NUMBER = 7  # digits: what is shorter is an extension, or a slip


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A counted enquiry: of which household, in which population, on which day. `person` is one for all households
    that are taken for the same."""

    household_id: int
    population: str
    on: date
    person: int


def enquiries(periods: Collection[Period], before: datetime, agency_ids: Sequence[int]) -> tuple[Enquiry, ...]:
    """The enquiries counted from the first day of these periods to the last, recorded before a moment."""
    asked = _asked(periods, before, agency_ids)
    holder = (
        select(TIE.household_id)
        .where(TIE.journey_id == ENTRY.journey_id, TIE.recorded_at < before)
        .order_by(TIE.id.desc())
        .limit(1)
        .correlate(StageEntry.__table__)
        .scalar_subquery()
    )
    counted = (
        select(holder, ENTRY.population, ENTRY.effective_on)
        .where(*asked)
        .group_by(ENTRY.journey_id, ENTRY.population, ENTRY.effective_on)
        .having(func.sum(ENTRY.quantity) > 0)
        .order_by(ENTRY.effective_on, ENTRY.journey_id)
    )
    found = db.session.execute(counted).all()
    persons = _persons({household_id for household_id, _, _ in found}, _contacts(asked))
    return tuple(Enquiry(each, population, on, persons[each]) for each, population, on in found)


def _asked(
    periods: Collection[Period], before: datetime, agency_ids: Sequence[int]
) -> tuple[ColumnElement[bool], ...]:
    first, last = min(period.first for period in periods), max(period.last for period in periods)
    return (
        ENTRY.agency_id.in_(agency_ids),
        ENTRY.kind == EnquiryReceived.kind,
        ENTRY.effective_on.between(first, last),
        ENTRY.recorded_at < before,
    )


def first_of_each(found: Iterable[Enquiry], period: Period, populations: Collection[str]) -> Iterator[Enquiry]:
    """The first enquiry of each household in a period."""
    seen: set[int] = set()
    for enquiry in found:
        if enquiry.population in populations and period.first <= enquiry.on <= period.last:
            if enquiry.person not in seen:
                yield enquiry
            seen.add(enquiry.person)


def _persons(household_ids: set[int], marks: Iterable[tuple[int, bytes]]) -> dict[int, int]:
    """For each household the lowest number of those that are taken for the same."""
    same = {household_id: household_id for household_id in household_ids}

    def lowest(household_id: int) -> int:
        while same[household_id] != household_id:
            household_id = same[household_id]
        return household_id

    first_with: dict[bytes, int] = {}
    for household_id, mark in marks:
        if household_id in same:
            one, other = lowest(household_id), lowest(first_with.setdefault(mark, household_id))
            same[max(one, other)] = min(one, other)
    return {household_id: lowest(household_id) for household_id in household_ids}


def _contacts(asked: Collection[ColumnElement[bool]]) -> Iterator[tuple[int, bytes]]:
    """The hashes of the contact details of each household that enquired.

    Their key is made for this one count and kept nowhere.
    """
    key = secrets.token_bytes(32)
    journeys = select(ENTRY.journey_id).where(*asked).scalar_subquery()
    holders = select(TIE.household_id).where(TIE.journey_id.in_(journeys)).scalar_subquery()
    contacts = select(Carer.household_id, Carer.email, Carer.phone).where(Carer.household_id.in_(holders))
    for household_id, email, phone in db.session.execute(contacts):
        for detail in filter(None, (_email(email), _phone(phone))):
            yield household_id, hmac.digest(key, detail.encode(), hashlib.sha256)


def _email(given: str | None) -> str | None:
    folded = (given or "").strip().casefold()
    return folded or None


def _phone(given: str | None) -> str | None:
    """The digits of a telephone number, +44 and 0044 as 0; none of fewer digits than a number has."""
    digits = re.sub(r"[^0-9+]", "", given or "")
    national = re.sub(r"^(\+|00)44(0?)", "0", digits)
    return national if len(national) >= SHORTEST_NUMBER else None
