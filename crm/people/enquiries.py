"""What people said each time they asked: kept beside the event, which holds nothing of a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm.extensions import db
from crm.people import folding, history, households, keys, merging
from crm.people.enquiry_tables import Enquiry
from crm.people.history import Because
from crm.people.households import NewCarer, NewHousehold
from crm.people.tables import Carer, Household

_REFERENCE = re.compile(r"[A-Z0-9]{1,6}-[0-9]{1,12}", re.ASCII)


def add(values: Mapping[str, Any]) -> int:
    """Keep one enquiry; its id."""
    row = Enquiry(**values)
    db.session.add(row)
    db.session.flush()
    keys.add_words(keys.WORK, row.agency_id, [(row.household_id, row.employer)])
    keys.add_words(keys.BY, row.agency_id, [(row.household_id, row.referred_by)])
    return row.id


def of_household(household_id: int) -> list[Enquiry]:
    """Every time that a household asked, or one that was merged into it, oldest first."""
    ids = merging.together(household_id)
    asked = select(Enquiry).where(Enquiry.household_id.in_(ids)).order_by(Enquiry.received_on, Enquiry.id)
    return list(db.session.scalars(asked))


def referrer(said: str | None, agency_id: int) -> int | None:
    """The household that a referring carer is of, where they gave its reference; a name alone identifies nobody."""
    reference = (said or "").strip().upper()
    if not _REFERENCE.fullmatch(reference):
        return None
    asked = select(Household.id).where(Household.reference == reference, Household.agency_id == agency_id)
    return db.session.scalar(asked)


def complete(household: Household, given: NewHousehold, because: Because) -> tuple[list[str], dict[str, str]]:
    """Fill in what was not known of a household from what a caller gave.

    The fields that were filled in, and what differs from what is on record, which stays as it is: who rings from
    another telephone has not moved, and somebody must decide.
    """
    filled: list[str] = []
    differs: dict[str, str] = {}
    known = households.carers_of(household.id)
    if not known and given.carers:
        named = households.names_in(household.name) or tuple(carer.name for carer in given.carers if carer.name)
        known = [history.add_carer(household.id, NewCarer(name), at=because.recorded_at) for name in named]
        filled += ["carers"] if known else []
    for place, carer in enumerate(given.carers, 1):
        _complete_carer(_same(known, carer), carer, place, because, filled, differs)
    _complete_address(household, given, because, filled, differs)
    return filled, differs


def _same(known: list[Carer], given: NewCarer) -> Carer | None:
    """The carer whom a caller's name is of; the first, where none was given."""
    if not given.name or not known:
        return next(iter(known), None)
    words = set(folding.folded(given.name).split())
    named = [each for each in known if each.name and words & set(folding.folded(each.name).split())]
    exact = [each for each in named if set(folding.folded(each.name or "").split()) == words]
    return next(iter(exact or named), None)


def _complete_carer(
    carer: Carer | None,
    given: NewCarer,
    place: int,
    because: Because,
    filled: list[str],
    differs: dict[str, str],
) -> None:
    if carer is None or (given.name and folding.folded(given.name) != folding.folded(carer.name or "")):
        differs[f"name {place}"] = given.name
    for field, fold in (("phone", folding.folded_phone), ("email", str.casefold)):
        value, on_record = getattr(given, field), getattr(carer, field) if carer else None
        if value and carer is not None and not on_record:
            history.change_carer(carer, {field: value}, because)
            filled.append(f"carer {carer.position} {field}")
        elif value and (carer is None or fold(value) != fold(on_record or "")):
            differs[f"{field} {place}"] = value


def _complete_address(
    household: Household, given: NewHousehold, because: Because, filled: list[str], differs: dict[str, str]
) -> None:
    known = households.address_of(household.id)
    if given.area and not household.area:
        household.area = given.area
        filled.append("area")
    elif given.area and given.area != household.area:
        differs["postcode"] = given.area
    for field, value in (("lines", given.address), ("postcode", given.postcode)):
        on_record = getattr(known, field) if known else None
        if value and not on_record:
            history.change_address(household, {field: value}, because)
            filled.append(f"address {field}")
        elif value and folding.folded(value) != folding.folded(on_record or ""):
            differs[field] = value
