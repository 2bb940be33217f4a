"""How many households enquired in a hub, each counted once, though several of its agencies count its enquiry.

Two households are taken for one when a carer's e-mail address or telephone number is the same. Contact details are
turned into keyed hashes as they are read, and only the hashes are compared: nobody learns from the count whose
details are whose. They are those that were on record at the moment of the count: what is put right or added later
moves no figure of a past day. What a household was first recorded with counts as known with its history.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ScalarSelect, or_, select

from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.ledger.tables import StageEntry, TieRecord
from crm.people.tables import Carer, FormerValue, Household
from crm.reports import narrowed
from crm.reports.lines import Line, besides, entries, in_parts
from crm.reports.period import Period
from crm.reports.scope import Scope

ENTRY = StageEntry.__table__.c
TIE = TieRecord.__table__.c
Journeys = ScalarSelect[int] | Sequence[int]
SHORTEST_NUMBER = 7  # digits: what is shorter is an extension, or a slip


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A counted enquiry, and the hashes of its household's contact details."""

    line: Line
    marks: frozenset[bytes]


def enquiries(
    scope: Scope, periods: Collection[Period], before: datetime, *, among: Sequence[int] | None = None
) -> tuple[Enquiry, ...]:
    """The enquiries counted from the first day of these periods to the last, recorded before a moment; `among`: of
    these journeys only."""
    first, last = min(period.first for period in periods), max(period.last for period in periods)
    within = besides(ENTRY.kind, among) == EnquiryReceived.kind, ENTRY.effective_on.between(first, last)
    every = select(ENTRY.journey_id).where(ENTRY.agency_id.in_(scope.agency_ids), *within).scalar_subquery()
    parts: Iterable[Journeys] = [every] if among is None else in_parts(among)
    found: list[Line] = []
    marks: dict[int, set[bytes]] = defaultdict(set)
    key = secrets.token_bytes(32)
    for journeys in parts:
        some = None if among is None else cast(Sequence[int], journeys)
        counted = entries(StageEntry, scope.agency_ids, within, before, tied_before=before, among=some)
        found += narrowed.lines(scope, before, counted)
        for household_id, mark in _contacts(journeys, before, key):
            marks[household_id].add(mark)
    found.sort(key=lambda line: (line.on, line.event_id))
    return tuple(Enquiry(line, frozenset(marks[line.household_id])) for line in found)


def first_of_each(found: Iterable[Enquiry], period: Period, populations: Collection[str]) -> list[Line]:
    """The first enquiry of each household in a period, among those of some populations."""
    asked = [
        each
        for each in found
        if each.line.population in populations and period.first <= each.line.on <= period.last
    ]
    same = _same(asked)
    firsts: dict[int, Line] = {}
    for each in asked:
        firsts.setdefault(same[each.line.household_id], each.line)
    return list(firsts.values())


def _same(found: Iterable[Enquiry]) -> dict[int, int]:
    """For each household the lowest number of those that share a mark with it, or with one that does."""
    same: dict[int, int] = {}

    def lowest(household_id: int) -> int:
        while same.setdefault(household_id, household_id) != household_id:
            household_id = same[household_id]
        return household_id

    first_with: dict[bytes, int] = {}
    for each in found:
        household_id = each.line.household_id
        for mark in each.marks:
            one, other = lowest(household_id), lowest(first_with.setdefault(mark, household_id))
            same[max(one, other)] = min(one, other)
        lowest(household_id)
    return {household_id: lowest(household_id) for household_id in same}


def _contacts(journeys: Journeys, before: datetime, key: bytes) -> Iterator[tuple[int, bytes]]:
    """The hashes of the contact details that each household that enquired had at a moment.

    Their key is made for one count and kept nowhere.
    """
    holders = select(TIE.household_id).where(TIE.journey_id.in_(journeys)).scalar_subquery()
    then = _replaced_since(holders, before)
    contacts = (
        select(Carer.household_id, Carer.id, Carer.email, Carer.phone)
        .join(Household, Household.id == Carer.household_id)
        .where(Carer.household_id.in_(holders))
        .where(or_(Carer.added_at < before, Carer.added_at == Household.created_at))
        .where(or_(Carer.removed_at.is_(None), Carer.removed_at >= before))
    )
    for household_id, carer, email, phone in db.session.execute(contacts):
        known = (_email(then.get((carer, "email"), email)), _phone(then.get((carer, "phone"), phone)))
        for detail in filter(None, known):
            yield household_id, hmac.digest(key, detail.encode(), hashlib.sha256)


def _replaced_since(holders: ScalarSelect[int], before: datetime) -> dict[tuple[int | None, str], str | None]:
    """What stood at a moment in each field that has been changed since, of each carer: what the first replaced."""
    columns = (FormerValue.carer_id, FormerValue.field, FormerValue.value)
    replaced = select(*columns).where(FormerValue.household_id.in_(holders), FormerValue.recorded_at >= before)
    found = db.session.execute(replaced.order_by(FormerValue.id.desc()))
    return {(carer_id, field): value for carer_id, field, value in found}


def _email(given: str | None) -> str | None:
    folded = (given or "").strip().casefold()
    return folded or None


def _phone(given: str | None) -> str | None:
    """The digits of a telephone number, +44 and 0044 as 0; none of fewer digits than a number has."""
    digits = re.sub(r"[^0-9+]", "", given or "")
    national = re.sub(r"^(\+|00)44(0?)", "0", digits)
    return national if len(national) >= SHORTEST_NUMBER else None
