"""Changing what is known of a household's people, and keeping what it said before.

A value is *corrected* when it was never so, and *changed* when it held until a day. Former values can be
erased with the household; the audit names the fields only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import insert, select, update
from sqlalchemy.engine import CursorResult

from crm.errors import Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.people import folding, households, keys, merging
from crm.people.tables import Address, Carer, FormerValue, Household

Nature = Literal["corrected", "changed"]
CONTACTS = ("name", "email", "phone")
HIDDEN = ("address", "special", "member")  # subjects whose values are shown to nobody who has not asked


@dataclass(frozen=True)
class Because:
    """Why a value is replaced, from which day the new one holds, and who says so."""

    nature: Nature
    since: date
    recorded_at: datetime
    recorded_by: int | None


def require_same_version(household: Household, version: int) -> None:
    """Raise Stale if a household has changed since this version, which stays its version (T49)."""
    if overtaken(household, version):
        raise Stale("Someone else has changed this household since you opened it")


def require_version(household: Household, version: int) -> None:
    """Take the household's next version, or raise Stale if another has been there since (T49)."""
    taken = db.session.execute(
        update(Household)
        .where(Household.id == household.id, Household.version == version)
        .values(version=version + 1)
        .execution_options(synchronize_session=False)
    )
    if isinstance(taken, CursorResult) and taken.rowcount != 1:
        raise Stale("Someone else has changed this household since you opened it")
    db.session.refresh(household)


def change_carer(carer: Carer, values: Mapping[str, str | None], because: Because) -> list[str]:
    """Set the name, e-mail or telephone of a carer; the names of the fields that really changed."""
    changed = _replace(carer, carer.household_id, f"carer {carer.position}", values, because)
    if "name" in changed:
        _rename(carer.household_id)
    if "phone" in changed:
        carer.phone_folded = folding.folded_phone(carer.phone) if carer.phone else None
    if changed:
        keys.refresh([carer.household_id])
    return changed


def free_place(household_id: int) -> int:
    """The first of the two places that no carer of a household has."""
    taken = {carer.position for carer in households.carers_of(household_id)}
    free = [place for place in (1, 2) if place not in taken]
    if not free:
        raise Refused("A household has one or two carers", field="name")
    return free[0]


def remove_carer(carer: Carer, *, at: datetime, by: int | None, because: str | None = None) -> None:
    """Take a carer out of a household, who can come back (`put_back_carer`); `because` is the code of why."""
    carer.removed_at, carer.removed_by, carer.removed_because = at, by, because
    db.session.flush()
    _rename(carer.household_id)
    keys.refresh([carer.household_id])


def put_back_carer(carer: Carer, *, at: datetime, by: int | None) -> Carer:
    """Let a removed carer come back, into whichever place is free: a row of its own, as figures of the days between
    were known without it (identity 5). Refused: both places are taken."""
    known = households.NewCarer(carer.name or "", carer.email, carer.phone)
    back = add_carer(carer.household_id, known, at=at, joined_on=carer.joined_on)
    carer.came_back_at, carer.came_back_by = at, by
    db.session.flush()
    return back


def add_carer(household_id: int, new: households.NewCarer, *, at: datetime, joined_on: date | None = None) -> Carer:
    """A second carer of a household, or the first of one whose people were not known."""
    carer = Carer(
        household_id=household_id,
        position=free_place(household_id),
        name=new.name,
        email=new.email,
        phone=new.phone,
        phone_folded=folding.folded_phone(new.phone) if new.phone else None,
        added_at=at,
        joined_on=joined_on,
    )
    db.session.add(carer)
    db.session.flush()
    _rename(household_id)
    keys.refresh([household_id])
    return carer


def change_address(household: Household, values: Mapping[str, str | None], because: Because) -> list[str]:
    """Set the lines or the postcode of where a household lives; the names of the fields that changed."""
    address = households.address_of(household.id)
    if address is None:
        address = Address(household_id=household.id, agency_id=household.agency_id)
        db.session.add(address)
    changed = _replace(address, household.id, "address", values, because)
    if "postcode" in changed:
        given = address.postcode
        address.postcode_folded = folding.folded_postcode(given) if given else None
        household.area = folding.area_of(given) if given else None
    db.session.flush()
    return changed


def former_values(household_id: int) -> list[FormerValue]:
    """What the household's people were recorded as before, oldest first; never what is shown to nobody unasked."""
    return list(
        db.session.scalars(
            select(FormerValue)
            .where(FormerValue.household_id.in_(merging.together(household_id)), FormerValue.subject.not_in(HIDDEN))
            .order_by(FormerValue.id)
        )
    )


def _replace(
    row: Carer | Address, household_id: int, subject: str, values: Mapping[str, str | None], because: Because
) -> list[str]:
    changed = [field for field, value in values.items() if getattr(row, field) != value]
    former = [
        {
            "household_id": household_id,
            "subject": subject,
            "carer_id": row.id if isinstance(row, Carer) else None,
            "field": field,
            "value": getattr(row, field),
            "nature": because.nature,
            "until": because.since,
            "recorded_at": because.recorded_at,
            "recorded_by": because.recorded_by,
        }
        for field in changed
    ]
    if former:
        db.session.execute(insert(FormerValue), former)
    for field in changed:
        setattr(row, field, values[field])
    db.session.flush()
    return changed


def _rename(household_id: int) -> None:
    """Keep the household's name in lists in step with its people's."""
    household = db.session.get_one(Household, household_id)
    name = households.name_of([carer.name for carer in households.carers_of(household_id)])
    household.name = name
    household.name_folded = folding.folded(name) if name else None
    db.session.flush()
