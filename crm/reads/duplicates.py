"""The queue of likely duplicates: pairs of an agency's households that may be one, the likeliest first.

Candidates are those that share a telephone number, an e-mail address, an address, or a name at one postcode
(`pairs`). A postcode alone makes none, as neighbours share it. What many share, such as an
office's telephone, says nothing and is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm import audit
from crm.actor import Actor
from crm.extensions import db
from crm.ledger.tables import HouseholdNow
from crm.people import folding
from crm.people.likeness import LIKELY, VERY_LIKELY, Known, Likeness, likeness
from crm.people.merge_tables import MergeProposal, ToldApart
from crm.people.tables import Address, Carer, Household
from crm.reads import look
from crm.reads.names import names_of
from crm.reads.noted import note_export
from crm.reads.paging import PAGE, page_of
from crm.reads.pairs import Pair, that_share
from crm.register.tables import Agency

CHUNK = 500
MOST_EXPORTED = 5000  # pairs a file


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the queue. An empty text asks for all."""

    q: str = ""
    how: str = ""  # 'very': only what is very likely; 'proposed': only what somebody has proposed
    page: int = 1


@dataclass(frozen=True, slots=True)
class OneSeen:
    """One household of a pair: never how to reach them, or where they live (T40)."""

    id: int
    reference: str
    name: str | None
    area: str | None
    agency: str
    stage: str | None
    enquired_on: date | None
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class PairSeen:
    """Two households that may be one: first the one to keep, by which signs, and who proposed to merge them."""

    kept: OneSeen
    other: OneSeen
    likeness: Likeness
    proposed_by: str | None = None

    @property
    def very_likely(self) -> bool:
        return self.likeness.score >= VERY_LIKELY


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of pairs, how many there are in all, and how many somebody has proposed."""

    rows: tuple[PairSeen, ...]
    total: int
    proposed: int
    page: int
    pages: int


@look
def queue(asked: Asked, by: Actor) -> Queue:
    """A page of the queue; the references shown go on record."""
    every = _every(by)
    found = [pair for pair in every if _is_asked(pair, asked)]
    page, pages = page_of(asked.page, len(found))
    shown = tuple(found[(page - 1) * PAGE : page * PAGE])
    references = sorted({each.reference for pair in shown for each in (pair.kept, pair.other)})
    audit.record(by, "household.list", fields=references, about=f"{len(shown)} likely duplicates")
    return Queue(shown, len(found), sum(pair.proposed_by is not None for pair in every), page, pages)


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[PairSeen, ...]:
    """The pairs that are asked for, MOST_EXPORTED at most; the asking goes on record, with why."""
    found = tuple(pair for pair in _every(by) if _is_asked(pair, asked))[:MOST_EXPORTED]
    both = [each for pair in found for each in (pair.kept, pair.other)]
    note_export((each.reference for each in both), by.agency_ids, by, reason=reason)
    return found


def _is_asked(pair: PairSeen, asked: Asked) -> bool:
    if asked.how == "very" and not pair.very_likely:
        return False
    if asked.how == "proposed" and pair.proposed_by is None:
        return False
    sought = folding.folded(asked.q)
    return not sought or any(
        sought in folding.folded(text)
        for each in (pair.kept, pair.other)
        for text in (each.reference, each.name or "")
    )


def _every(by: Actor) -> list[PairSeen]:
    """Every pair that is likely or proposed, and that nobody has told apart; proposed ones first."""
    proposed = _proposed(by)
    pairs = (set(that_share(by)) | set(proposed)) - _apart(by)
    known = knowns({each for pair in pairs for each in pair})
    scores = {pair: likeness(*(known.get(each, Known()) for each in pair)) for pair in pairs}
    likely = {pair: alike for pair, alike in scores.items() if alike.score >= LIKELY or pair in proposed}
    seen = _seen({each for pair in likely for each in pair})
    names = names_of(each.proposed_by for each in proposed.values())
    found = []
    for pair, alike in likely.items():
        proposal = proposed.get(pair)
        kept = proposal.kept_id if proposal else min(pair, key=lambda each: _standing(seen[each]))
        (other,) = set(pair) - {kept}
        who = names[proposal.proposed_by] if proposal else None
        found.append(PairSeen(seen[kept], seen[other], alike, who))
    return sorted(found, key=lambda pair: (pair.proposed_by is None, -pair.likeness.score, pair.kept.reference))


def _standing(one: OneSeen) -> tuple[bool, date, int]:
    """Which of two to keep: the one that is approved, else the one that asked first."""
    return one.approved_on is None, one.enquired_on or date.max, one.id


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _proposed(by: Actor) -> dict[Pair, MergeProposal]:
    waiting = MergeProposal.agency_id.in_(by.agency_ids), MergeProposal.decided_at.is_(None)
    found = db.session.scalars(select(MergeProposal).where(*waiting))
    return {_pair(each.kept_id, each.merged_id): each for each in found}


def _apart(by: Actor) -> set[Pair]:
    said = select(ToldApart.one_id, ToldApart.other_id).where(
        ToldApart.agency_id.in_(by.agency_ids), ToldApart.taken_back_at.is_(None)
    )
    return {(one, other) for one, other in db.session.execute(said)}


def knowns(household_ids: Collection[int]) -> dict[int, Known]:
    """What each of these households is recognised by. For comparing only: it is shown to nobody."""
    found: dict[int, Known] = {}
    for chunk in _chunks(household_ids):
        people: dict[int, list[Any]] = defaultdict(list)
        carers = select(Carer.household_id, Carer.name, Carer.phone_folded, Carer.email)
        for row in db.session.execute(carers.where(Carer.household_id.in_(chunk), Carer.removed_at.is_(None))):
            people[row.household_id].append(row)
        columns = (Household.id, Household.name, Address.postcode_folded, Address.lines)
        homes = select(*columns).outerjoin(Address, Address.household_id == Household.id)
        for home_id, name, postcode, lines in db.session.execute(homes.where(Household.id.in_(chunk))):
            names = [row.name for row in people[home_id] if row.name] or ([name] if name else [])
            found[home_id] = Known(
                names=frozenset(folding.folded(each) for each in names),
                phones=frozenset(row.phone_folded for row in people[home_id] if row.phone_folded),
                emails=frozenset(row.email.casefold() for row in people[home_id] if row.email),
                postcode=postcode,
                lines=folding.folded(lines) if lines else None,
            )
    return found


def _seen(household_ids: Collection[int]) -> dict[int, OneSeen]:
    found: dict[int, OneSeen] = {}
    columns = (
        *(Household.id, Household.reference, Household.name, Household.area, Agency.name),
        *(HouseholdNow.stage, HouseholdNow.enquired_on, HouseholdNow.approved_on),
    )
    for chunk in _chunks(household_ids):
        query = select(*columns).join(Agency, Agency.id == Household.agency_id)
        query = query.outerjoin(HouseholdNow, HouseholdNow.household_id == Household.id)
        for row in db.session.execute(query.where(Household.id.in_(chunk))):
            found[row[0]] = OneSeen(*row)
    return found


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
