"""Which two households of an agency have something in common that few others have, over all there are.

Each sign is one query that an index answers by itself (`carer_by_phone`, `carer_by_email`, `address_by_postcode`,
`household_by_name`): which values stand twice is read there, and only those households are fetched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations
from typing import Any

from sqlalchemy import Select, and_, func, select

from crm.actor import Actor
from crm.extensions import db
from crm.people.tables import Address, Carer, Household

MOST_SHARING = 6  # households; what more of them share identifies none

Pair = tuple[int, int]  # the lower number first
Row = tuple[Any, ...]


def that_share(by: Actor) -> Iterator[Pair]:
    """Pairs that share a telephone number, an e-mail address, an address, or a name and a postcode.

    A name weighs too little to make two likely without another sign (`likeness`), and so is not asked for alone.
    """
    for shared in (Carer.phone_folded, Carer.email):
        yield from _by_contact(db.session.execute(_people(shared, by)))
    yield from _sharing((row[0], tuple(row[1:])) for row in db.session.execute(_homes(by)))
    yield from _sharing((row[0], tuple(row[1:])) for row in db.session.execute(_names(by)))


def _people(shared: Any, by: Actor) -> Select[Any]:
    """Households with a telephone number or an e-mail address that another one has too, or had.

    An e-mail address is kept in one form (`users.require_email`), and needs no folding here.
    """
    twice = select(shared).where(shared != "").group_by(shared)
    twice = twice.having(func.min(Carer.household_id) != func.max(Carer.household_id))
    columns = Carer.household_id, Household.agency_id, shared, Household.name_folded, Household.area
    there = *_standing(by), Carer.removed_at.is_(None), shared.in_(twice)
    return select(*columns).join(Household, Household.id == Carer.household_id).where(*there)


def _homes(by: Actor) -> Select[Any]:
    """Households with the lines and the postcode of a few others; two postcodes without lines are alike."""
    gone = select(Household.id).where(Household.merged_into_id.is_not(None))
    key: Row = Address.agency_id, Address.postcode_folded, Address.lines
    here = Address.agency_id.in_(by.agency_ids), Address.postcode_folded != "", Address.household_id.not_in(gone)
    few = select(*key).where(*here).group_by(*key).having(func.count().between(2, MOST_SHARING)).subquery()
    same = and_(
        few.c.agency_id == Address.agency_id,
        few.c.postcode_folded == Address.postcode_folded,
        few.c.lines.is_not_distinct_from(Address.lines),
    )
    columns: Row = (Address.household_id, *key)
    return select(*columns).join(few, same).where(Address.household_id.not_in(gone))


def _names(by: Actor) -> Select[Any]:
    """Households with the name and the postcode of a few others."""
    own = Household.agency_id.in_(by.agency_ids), Household.name_folded != ""
    twice = select(Household.name_folded).where(*own).group_by(Household.agency_id, Household.name_folded)
    twice = twice.having(func.count() > 1)
    key: Row = Household.agency_id, Household.name_folded, Address.postcode_folded
    of = select(Household.id, *key, func.count().over(partition_by=key).label("times"))
    of = of.join(Address, Address.household_id == Household.id)
    of = of.where(*_standing(by), Household.name_folded.in_(twice), Address.postcode_folded != "")
    each = of.subquery()
    wanted = each.c.times.between(2, MOST_SHARING)
    return select(each.c.id, each.c.agency_id, each.c.name_folded, each.c.postcode_folded).where(wanted)


def _standing(by: Actor) -> tuple[Any, ...]:
    return Household.agency_id.in_(by.agency_ids), Household.merged_into_id.is_(None)


def _by_contact(rows: Iterable[Any]) -> Iterator[Pair]:
    """What an office or a family shares with many tells two of them apart no more: those of one name it does."""
    having: dict[Hashable, dict[int, Hashable]] = defaultdict(dict)
    for household_id, agency_id, shared, name, area in rows:
        having[agency_id, shared][household_id] = (name, area) if name else None
    for members in having.values():
        if len(members) <= MOST_SHARING:
            yield from combinations(sorted(members), 2)
        else:
            yield from _sharing((home, named) for home, named in members.items() if named)


def _sharing(rows: Iterable[tuple[int, Hashable]]) -> Iterator[Pair]:
    members: dict[Hashable, set[int]] = defaultdict(set)
    for household_id, shared in rows:
        members[shared].add(household_id)
    for ids in members.values():
        if len(ids) <= MOST_SHARING:
            yield from combinations(sorted(ids), 2)
