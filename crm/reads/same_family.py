"""'Could this be DER-285910?': for a few households the one of each that it is likeliest to be the same as.

Whoever asks again on the web or through a key is a second household, as the sender must learn nothing (T03). It is
told only to whoever may see both, and how to reach them; each query goes by an index, however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import permutations
from typing import Any

from sqlalchemy import Select, or_, select

from crm import audit, fields
from crm.actor import Actor
from crm.extensions import db
from crm.people.likeness import LIKELY, Known, likeness
from crm.people.merge_tables import ToldApart
from crm.people.tables import Carer, Household
from crm.reads import look
from crm.reads.duplicates import knowns
from crm.reads.pairs import MOST_SHARING
from crm.reads.sharing import within

MOST = 2000  # rows of what is shared: more, and it tells nobody apart
Pair = tuple[int, int]


def of_these(household_ids: Collection[int], by: Actor) -> dict[int, str]:
    """The reference of the likeliest other record of each of these households, if there is one.

    As in the queue: by telephone, e-mail, or name and area. Nobody has told them apart. The caller puts the
    references that it shows on record.
    """
    if not household_ids or not fields.sees(by.role, "contact"):
        return {}
    pairs = set(_candidates(household_ids)) - _apart(household_ids)
    if not pairs:
        return {}
    seen = _seen({other for _one, other in pairs}, by)
    known = knowns({each for pair in pairs for each in pair})
    best: dict[int, tuple[int, str]] = {}
    for one, other in sorted(pairs):
        alike = likeness(known.get(one, Known()), known.get(other, Known())).score
        if other in seen and alike >= LIKELY and alike > best.get(one, (0, ""))[0]:
            best[one] = (alike, seen[other])
    return {one: reference for one, (_score, reference) in best.items()}


@look
def of_one(household_id: int, by: Actor) -> str | None:
    """The reference of the likeliest other record of one household, for its own page; it goes on record."""
    found = of_these([household_id], by).get(household_id)
    if found:
        audit.record(by, "household.hint", household_id=household_id, fields=[found], about="1 household")
    return found


def _candidates(ids: Collection[int]) -> Iterator[Pair]:
    """Each of these with each other household of its agency that shares something which few share."""
    people = select(Carer.household_id, Household.agency_id, Carer.phone_folded, Carer.email)
    people = people.join(Household, Household.id == Carer.household_id).where(Carer.removed_at.is_(None))
    people = people.where(Household.merged_into_id.is_(None))
    own = db.session.execute(people.where(Carer.household_id.in_(ids))).all()
    phones = {row.phone_folded for row in own if row.phone_folded}
    emails = {row.email for row in own if row.email}
    if phones or emails:
        same = or_(Carer.phone_folded.in_(phones), Carer.email.in_(emails))
        rows = db.session.execute(people.where(same).limit(MOST)).all()
        for place in (2, 3):  # telephone, e-mail
            yield from _sharing(((row[0], (row[1], row[place])) for row in rows if row[place]), ids)
    yield from _sharing(_of_one_name(ids), ids)


def _of_one_name(ids: Collection[int]) -> Iterator[tuple[int, Any]]:
    columns: tuple[Any, ...] = (Household.id, Household.agency_id, Household.name_folded, Household.area)
    homes: Select[Any] = select(*columns).where(Household.merged_into_id.is_(None), Household.name_folded != "")
    own = db.session.execute(homes.where(Household.id.in_(ids))).all()
    if own:
        agencies, names = {row.agency_id for row in own}, {row.name_folded for row in own}
        same = Household.agency_id.in_(agencies), Household.name_folded.in_(names)
        for row in db.session.execute(homes.where(*same).limit(MOST)):
            yield row.id, tuple(row)[1:]


def _sharing(rows: Iterator[tuple[int, Any]], ids: Collection[int]) -> Iterator[Pair]:
    having: dict[Any, set[int]] = defaultdict(set)
    for household_id, shared in rows:
        having[shared].add(household_id)
    for members in having.values():
        if len(members) <= MOST_SHARING:
            yield from (pair for pair in permutations(sorted(members), 2) if pair[0] in ids)


def _apart(ids: Collection[int]) -> set[Pair]:
    said = select(ToldApart.one_id, ToldApart.other_id).where(
        ToldApart.one_id.in_(ids) | ToldApart.other_id.in_(ids), ToldApart.taken_back_at.is_(None)
    )
    return {pair for one, other in db.session.execute(said) for pair in ((one, other), (other, one))}


def _seen(ids: Collection[int], by: Actor) -> dict[int, str]:
    """The references of those that the asker may see."""
    found = select(Household.id, Household.reference).where(
        Household.id.in_(ids), Household.agency_id.in_(by.agency_ids), within(by)
    )
    return {row.id: row.reference for row in db.session.execute(found)}
