"""Likely duplicates: what the indexes find is what a comparison of each household with each other would find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, date, datetime
from itertools import combinations, product
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import command
from crm.extensions import db
from crm.people import households
from crm.people.households import NewCarer, NewHousehold
from crm.people.likeness import LIKELY, Known, likeness
from crm.people.tables import Address, Carer, Household
from crm.reads.duplicates import Asked, PairSeen, knowns, queue
from tests import given

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
Pair = tuple[int, int]


@pytest.fixture
def manager(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(AT.date())
    return Actor(None, "Manager", role=Role.MANAGER, agency_ids=(given.agency("derby"), given.agency("trent")))


@command
def many(agency_id: int, seed: int, *, count: int = 130) -> None:
    """Households of few names, places and numbers, so that each is shared by one, by some, and by too many."""
    rng = Random(seed)  # noqa: S311 - invented people
    names = [f"{first} Example-{last}" for first, last in product(("Jo", "Zoë", "Al"), ("Finch", "Wren"))]
    phones = [None, "01632 960 000", *(f"01632 960 {number}" for number in range(100, 140))]
    emails = [None, *(f"someone{number}@example.org" for number in range(40))]
    codes = [f"DE{district} {unit}FS" for district, unit in product(range(1, 5), range(3))]

    def one() -> NewHousehold:
        people = tuple(
            NewCarer(rng.choice(names), rng.choice(emails), rng.choice([phones[1], *phones]))
            for _ in range(rng.choice((0, 1, 1, 2)))
        )
        return NewHousehold(
            name=None if people else rng.choice(names),
            carers=people,
            address=rng.choice((None, "1 Sample Street", "2 Sample Street")),
            postcode=rng.choice([None, *codes]),
            area=None,
        )

    ids = households.create_many(agency_id, "X", [one() for _ in range(count)], at=AT)
    for merged, kept in zip(ids[:12:2], ids[1:12:2], strict=True):
        db.session.get_one(Household, merged).merged_into_id = kept
    for carer in db.session.scalars(select(Carer).where(Carer.household_id.in_(ids[12:30]))):
        carer.removed_at = AT


def shared_before(by: Actor) -> Iterator[Pair]:
    """Each pair that the queue compared before indexes answered: by number, e-mail, address, or name and area."""
    having: dict[Hashable, set[int]] = defaultdict(set)
    homes = select(Household).where(Household.agency_id.in_(by.agency_ids), Household.merged_into_id.is_(None))
    agency_of = {}
    for home in db.session.scalars(homes):
        agency_of[home.id] = home.agency_id
        if home.name_folded:
            having[home.agency_id, "name", home.name_folded, home.area].add(home.id)
    for carer in db.session.scalars(select(Carer).where(Carer.removed_at.is_(None))):
        for kind, value in (("phone", carer.phone_folded), ("email", carer.email)):
            if carer.household_id in agency_of and value:
                having[agency_of[carer.household_id], kind, value].add(carer.household_id)
    for address in db.session.scalars(select(Address).where(Address.postcode_folded.is_not(None))):
        if address.household_id in agency_of:
            having[address.agency_id, address.postcode_folded, address.lines].add(address.household_id)
    for members in having.values():
        if len(members) <= 6:
            yield from combinations(sorted(members), 2)


def ordered(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def shown(by: Actor) -> Iterator[PairSeen]:
    """Every page of the queue."""
    for page in range(1, queue(Asked(), by).pages + 1):
        yield from queue(Asked(page=page), by).rows


@pytest.mark.parametrize("seed", [1, 2])
def test_no_pair_is_lost_by_comparing_names_only_where_something_else_is_shared(manager: Actor, seed: int) -> None:
    for agency_id in manager.agency_ids:
        many(agency_id, seed * 10 + agency_id)
    references = dict(db.session.execute(select(Household.reference, Household.id)).all())
    known = knowns(list(references.values()))

    def alike(pair: Pair) -> int:
        return likeness(*(known.get(each, Known()) for each in pair)).score

    before = {pair for pair in shared_before(manager) if alike(pair) >= LIKELY}
    db.session.rollback()
    now = {ordered(references[each.kept.reference], references[each.other.reference]) for each in shown(manager)}
    assert len(before) > 50 and before <= now
    # What is found besides shares a name with a few, and a postcode, a number or an e-mail address with them too.
    assert all(alike(pair) >= LIKELY for pair in now) and len(now) < 2 * len(before)


def test_of_an_office_s_number_only_those_of_one_name_and_area_are_compared(manager: Actor) -> None:
    derby = manager.agency_ids[0]
    for number in range(8):
        given.household(derby, f"Person {number} Example", phone="01632 960 000")
    assert list(shown(manager)) == []
    for _ in range(2):
        given.household(derby, "Rowan Example-Finch", phone="01632 960 000")
    (pair,) = shown(manager)
    assert (pair.kept.name, pair.likeness.signs) == ("Rowan Example-Finch", ("phone", "name"))
