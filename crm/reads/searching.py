"""Which households a search means: part of a name, telephone digits, postcode, reference, employer, who told them,
or a name and a postcode.

What a search finds by may be more than what its list shows: a full postcode or a telephone number finds a
household of the asker's own agencies, and is shown to nobody by it. But only those who may see a field find by it:
else whoever guesses long enough would read it (T14).
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, select, union, union_all

from crm import fields
from crm.actor import Actor, Role
from crm.extensions import db
from crm.ledger.tables import JourneyRecord, TieRecord
from crm.people import folding, handovers, keys, merging, users
from crm.people.handover_tables import Handover
from crm.people.key_tables import HouseholdKey
from crm.people.tables import Address, Carer, Household
from crm.reads import removed
from crm.register import agencies

LONGEST = 100  # letters; nobody searches for more, and a database should not
MOST_WORDS = 6
KEY = HouseholdKey.__table__.c

_REFERENCE = re.compile(r"[A-Z0-9]{2,6}-[0-9]*", re.ASCII)
_HANDOVER = re.compile(rf"{handovers.PREFIX}-[0-9]+", re.ASCII)
_UNHYPHENED = re.compile(r"([A-Z]{2,6}) ?([0-9]{4,6})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{4,6}", re.ASCII)
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?([0-9][A-Z]{0,2})?", re.ASCII)
_PHONE = re.compile(r"[0-9+ ().-]+")


def ids(text: str, by: Actor) -> Select[Any]:
    """The ids of the households of the asker's agencies that a text may mean, as a query to put into another.

    Where no word of a name begins with what was typed, it is looked for within names, which takes longer. What a
    household was called that was merged into another finds the other.
    """
    ways = _ways(text.strip(), by)
    if db.session.execute(union_all(*ways).limit(1)).first() is None:
        within = Household.name_folded.contains(folding.folded(text), autoescape=True)
        ways = [select(Household.id).where(Household.agency_id.in_(by.agency_ids), within)]
    meant = union(*ways).subquery()
    return select(merging.stands_for()).join(meant, meant.c[0] == Household.id)


def _ways(text: str, by: Actor) -> list[Select[Any]]:
    """One query for each way in which the text may be meant; each can use an index of its own."""
    agency_ids = by.agency_ids
    # Without '+ 0' SQLite, which counts no rows beforehand, would go through all of the agency's instead.
    narrow = (Household.agency_id + 0).in_(agency_ids)
    ways = [
        select(TieRecord.household_id)
        .join(JourneyRecord, JourneyRecord.id == TieRecord.journey_id)
        .where(JourneyRecord.agency_id.in_(agency_ids), JourneyRecord.reference == text),
        *_by_words(text, by),
    ]
    ways += [
        select(Household.id).where(narrow, *begins(Household.reference, each)) for each in _references(text, by)
    ]
    if fields.may_ask_for(by.role, "address"):
        postcode = folding.folded_postcode(text)
        ways += [_living_in(postcode, by)] if _POSTCODE.fullmatch(postcode) else []
        ways += _by_name_and_postcode(text, by)
    if fields.sees(by.role, "contact"):
        ways.extend(_by_contact(text, by, narrow))
    if by.role is not Role.HUB:  # to whom it is not told which household it became
        ways += _by_handover(text, by)
    if gone := removed.matching(text, by):
        ways.append(select(Household.id).where(Household.id.in_(list(gone))))
    return ways


def begins(column: Any, text: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a column begins with a text, as a range that an index answers."""
    return column >= text, column < text[:-1] + chr(ord(text[-1]) + 1)


def keyed(kind: str, text: str, agency_ids: tuple[int, ...]) -> Select[Any]:
    """The households that have a key which begins with a text."""
    return select(KEY.household_id).where(KEY.agency_id.in_(agency_ids), KEY.kind == kind, *begins(KEY.key, text))


def _by_words(text: str, by: Actor) -> list[Select[Any]]:
    """By words of a name in any order, of an employer, or of who told them: each begins with one that was typed."""
    words = sorted(keys.words(text.replace("'", "")), key=len, reverse=True)[:MOST_WORDS]
    if not words:
        return []
    kinds = [keys.NAME, keys.WORK]
    kinds += [
        kind for kind, field in ((keys.JOB, "work"), (keys.BY, "referring carer")) if fields.sees(by.role, field)
    ]
    return [_having(kind, words, by) for kind in kinds]


def _having(kind: str, words: list[str], by: Actor) -> Select[Any]:
    its = keyed(kind, words[0], by.agency_ids)
    for word in words[1:]:
        its = its.where(KEY.household_id.in_(keyed(kind, word, by.agency_ids)))
    return its


def _by_name_and_postcode(text: str, by: Actor) -> list[Select[Any]]:
    """'Ashby DE1', 'Ashby DE1 2AB': the last one or two words are a postcode, or how one begins."""
    said = text.split()
    found = []
    for last in (1, 2):
        words, postcode = keys.words(" ".join(said[:-last])), folding.folded_postcode(" ".join(said[-last:]))
        if words and _POSTCODE.fullmatch(postcode):
            its = _having(keys.NAME, words[:MOST_WORDS], by)
            found.append(its.where(KEY.household_id.in_(_living_in(postcode, by))))
    return found


def _by_handover(text: str, by: Actor) -> list[Select[Any]]:
    """By the reference that somebody was given who asked a hub, once the council has accepted them."""
    if not _HANDOVER.fullmatch(text.upper()):
        return []
    own = Handover.agency_id.in_(by.agency_ids), Handover.household_id.is_not(None)
    return [select(Handover.household_id).where(Handover.reference == text.upper(), *own)]


def _living_in(postcode: str, by: Actor) -> Select[Any]:
    found = begins(Address.postcode_folded, postcode)
    return select(Address.household_id).where(Address.agency_id.in_(by.agency_ids), *found)


def _references(text: str, by: Actor) -> list[str]:
    """Whole references, or how one begins; also without the hyphen or the agency's letters, as one remembers it."""
    if _REFERENCE.fullmatch(text.upper()):
        return [text.upper()]
    if whole := _UNHYPHENED.fullmatch(text.upper()):
        return ["-".join(whole.groups())]
    if _NUMBER.fullmatch(text) and len(by.agency_ids) < 10:
        return [f"{agencies.numbered(each).prefix}-{text}" for each in by.agency_ids]
    return []


def _by_contact(text: str, by: Actor, narrow: ColumnElement[bool]) -> list[Select[Any]]:
    """By any run of the digits of a telephone number, or by a whole e-mail address."""
    carers = select(Carer.household_id).join(Household, Household.id == Carer.household_id).where(narrow)
    carers = carers.where(Carer.removed_at.is_(None))
    found = []
    if "@" in text:
        found.append(carers.where(Carer.email == users.canonical_email(text)))
    if _PHONE.fullmatch(text):
        # '0115 496' begins a number, and '0111' may end one.
        runs = {folding.folded_phone(text), "".join(filter(str.isdigit, text))}
        found += [keyed(keys.PHONE, run, by.agency_ids) for run in runs if len(run) >= keys.FEWEST_DIGITS]
    return found
