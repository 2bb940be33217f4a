"""What a file says of households' names and postcodes: filled in where nothing is known, and erased if undone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select, update

from crm.extensions import db
from crm.people import folding, keys
from crm.people.tables import Address, Carer, Household

CHUNK = 500
HOUSEHOLD, ADDRESS = cast(Table, Household.__table__), cast(Table, Address.__table__)


@dataclass(frozen=True, slots=True)
class Known:
    """How lists show a household, and its postcode."""

    name: str | None
    postcode: str | None


def known(household_ids: Collection[int]) -> dict[int, Known]:
    """What is known of each of these households."""
    found: dict[int, Known] = {}
    wanted = sorted(household_ids)
    for start in range(0, len(wanted), CHUNK):
        rows = db.session.execute(
            select(HOUSEHOLD.c.id, HOUSEHOLD.c.name, ADDRESS.c.postcode)
            .outerjoin(ADDRESS, ADDRESS.c.household_id == HOUSEHOLD.c.id)
            .where(HOUSEHOLD.c.id.in_(wanted[start : start + CHUNK]))
        )
        found.update({household_id: Known(name, postcode) for household_id, name, postcode in rows})
    return found


def fill(household_id: int, agency_id: int, *, name: str | None, postcode: str | None) -> None:
    """Give a household the name or the postcode that nobody knew."""
    values: dict[str, str] = {}
    if name is not None:
        values |= {"name": name, "name_folded": folding.folded(name)}
    if postcode is not None:
        values |= {"area": folding.area_of(postcode)}
        folded = folding.folded_postcode(postcode)
        row = {
            "household_id": household_id,
            "agency_id": agency_id,
            "postcode": postcode,
            "postcode_folded": folded,
        }
        changed = db.session.execute(
            update(ADDRESS)
            .where(ADDRESS.c.household_id == household_id)
            .values(postcode=postcode, postcode_folded=folded)
            .returning(ADDRESS.c.household_id)
        )
        if changed.scalar() is None:
            db.session.execute(insert(ADDRESS), [row])
    if values:
        db.session.execute(update(HOUSEHOLD).where(HOUSEHOLD.c.id == household_id).values(**values))
    if name is not None:
        keys.refresh([household_id])


def erase(household_ids: Collection[int], *, made_at: datetime) -> None:
    """Erase the names that a load brought with households that it made, and that nobody has changed since."""
    wanted = sorted(household_ids)
    for start in range(0, len(wanted), CHUNK):
        untouched = list(
            db.session.scalars(
                select(HOUSEHOLD.c.id)
                .where(HOUSEHOLD.c.id.in_(wanted[start : start + CHUNK]))
                .where(HOUSEHOLD.c.created_at == made_at, HOUSEHOLD.c.version == 1)
                .where(~select(Carer.id).where(Carer.household_id == HOUSEHOLD.c.id).exists())
            )
        )
        nothing = {"name": None, "name_folded": None, "area": None}
        db.session.execute(update(HOUSEHOLD).where(HOUSEHOLD.c.id.in_(untouched)).values(nothing))
        db.session.execute(delete(ADDRESS).where(ADDRESS.c.household_id.in_(untouched)))
        keys.refresh(untouched)
