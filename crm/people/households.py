"""Households and their people: made, many at once too, and loaded within what the asker may reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.bulk import reserve, store
from crm.errors import Merged, NotFound
from crm.extensions import db
from crm.people import folding, keys, references
from crm.people.tables import Address, Carer, Household

LONGEST_NAME = 100  # of a person


@dataclass(frozen=True)
class NewCarer:
    """A person who fosters, or would. E-mail and telephone may be missing, and may be another's too."""

    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class NewHousehold:
    """A household to be made. `name` is how lists show it; without one, the carers' names make it."""

    name: str | None = None
    carers: tuple[NewCarer, ...] = ()
    address: str | None = None  # its lines, without the postcode
    postcode: str | None = None
    area: str | None = None  # the district, where no more of the postcode is known


def create(agency_id: int, prefix: str, new: NewHousehold, *, at: datetime) -> Household:
    """One new household of an agency. `prefix` is the agency's; `at` the moment of making."""
    [household_id] = create_many(agency_id, prefix, [new], at=at)
    return db.session.get_one(Household, household_id)


def create_many(agency_id: int, prefix: str, new: Sequence[NewHousehold], *, at: datetime) -> list[int]:
    """New households of an agency, in a few statements however many; their ids, in the order given."""
    ids = reserve("household", len(new))
    names = references.new(prefix, len(new))
    households: list[dict[str, Any]] = []
    carers: list[dict[str, Any]] = []
    addresses: list[dict[str, Any]] = []
    for household_id, reference, one in zip(ids, names, new, strict=True):
        known = {"id": household_id, "agency_id": agency_id, "reference": reference}
        fresh = {"version": 1, "created_at": at, "merged_into_id": None}
        households.append({**known, **fresh, **_shown(one)})
        carers.extend(_carer(household_id, position, carer, at) for position, carer in enumerate(one.carers, 1))
        if one.address or one.postcode:
            addresses.append({"household_id": household_id, "agency_id": agency_id, **_address(one)})
    for table, rows in ((Household, households), (Carer, carers), (Address, addresses)):
        store(table, rows)
    keys.keep((agency_id, household_id, _keys(one)) for household_id, one in zip(ids, new, strict=True))
    return ids


def _keys(one: NewHousehold) -> Iterator[keys.Key]:
    phones = [folding.folded_phone(carer.phone) for carer in one.carers if carer.phone]
    return keys.of([one.name, *(carer.name for carer in one.carers)], phones)


def _shown(one: NewHousehold) -> dict[str, str | None]:
    name = one.name or name_of([carer.name for carer in one.carers])
    return {
        "name": name,
        "name_folded": folding.folded(name) if name else None,
        "area": folding.area_of(one.postcode) if one.postcode else one.area,
    }


def _carer(household_id: int, position: int, carer: NewCarer, at: datetime) -> dict[str, Any]:
    return {
        "household_id": household_id,
        "position": position,
        "name": carer.name,
        "email": carer.email,
        "phone": carer.phone,
        "phone_folded": folding.folded_phone(carer.phone) if carer.phone else None,
        "added_at": at,
        "removed_at": None,
        "removed_by": None,
        "came_back_at": None,
    }


def _address(one: NewHousehold) -> dict[str, str | None]:
    return {
        "lines": one.address,
        "postcode": one.postcode,
        "postcode_folded": folding.folded_postcode(one.postcode) if one.postcode else None,
    }


def name_of(names: Sequence[str | None]) -> str | None:
    """How a list shows two people: 'Rowan and Sam Example-Finch', or two whole names if their last names differ."""
    known = [name for name in names if name]
    if len(known) < 2:
        return known[0] if known else None
    first, second = known[0].split(), known[1].split()
    if len(first) > 1 and len(second) > 1 and first[-1] == second[-1]:
        return f"{' '.join(first[:-1])} and {' '.join(second)}"
    return f"{known[0]} and {known[1]}"


def names_in(name: str | None) -> tuple[str, ...]:
    """The names of the people of whom only the household's name is known: what `name_of` put together."""
    if not name:
        return ()
    first, _, second = name.partition(" and ")
    if len(first.split()) == 1 and len(second.split()) > 1:
        first = f"{first} {second.split()[-1]}"
    both = max(len(first), len(second)) <= LONGEST_NAME and name_of((first, second)) == name
    return (first, second) if second and both else (name[:LONGEST_NAME],)


def agency_of(household_id: int) -> int | None:
    """The agency that a household belongs to; nothing if there is no such household."""
    return db.session.scalar(select(Household.agency_id).where(Household.id == household_id))


def reference_of(household_id: int) -> str:
    """The reference by which people name a household that there is."""
    return db.session.scalars(select(Household.reference).where(Household.id == household_id)).one()


def load(household_id: int, agency_ids: Sequence[int]) -> Household:
    """A household of these agencies, or NotFound: a foreign one is answered like an unknown one (T11)."""
    found = db.session.scalar(
        select(Household).where(Household.id == household_id, Household.agency_id.in_(agency_ids))
    )
    if found is None:
        raise NotFound("There is no such household")
    if found.merged_into_id is not None:
        raise Merged(db.session.get_one(Household, found.merged_into_id).reference)
    return found


def carers_of(household_id: int) -> list[Carer]:
    """The one or two carers of a household, first and second; not those who were removed."""
    there = Carer.household_id == household_id, Carer.removed_at.is_(None)
    return list(db.session.scalars(select(Carer).where(*there).order_by(Carer.position)))


def had_carers(household_id: int) -> bool:
    """Whether somebody was on record as a carer of a household, and was taken out of it."""
    gone = Carer.household_id == household_id, Carer.removed_at.is_not(None), Carer.came_back_at.is_(None)
    return db.session.scalar(select(Carer.id).where(*gone).limit(1)) is not None


def has_address(household_id: int) -> bool:
    """Whether it is on record where a household lives."""
    return db.session.scalar(select(Address.household_id).where(Address.household_id == household_id)) is not None


def address_of(household_id: int) -> Address | None:
    """Where a household lives. Only for a command that puts the asking on record (T40)."""
    return db.session.get(Address, household_id)
