"""Steps of carers' skills: stored, loaded, and handed on with the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from crm.errors import NotFound
from crm.extensions import db
from crm.people import merging
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer


def add(row: SkillEntry) -> int:
    """Keep a step; its number."""
    db.session.add(row)
    db.session.flush()
    return row.id


def of_household(household_id: int) -> list[SkillEntry]:
    """Every step of a household's carers and of those merged into it, in the order of recording."""
    chosen = select(SkillEntry).where(SkillEntry.household_id.in_(merging.together(household_id)))
    return list(db.session.scalars(chosen.order_by(SkillEntry.id)))


def of_carer(carer_id: int) -> list[SkillEntry]:
    """Every step of one carer, in the order of recording."""
    return list(
        db.session.scalars(select(SkillEntry).where(SkillEntry.carer_id == carer_id).order_by(SkillEntry.id))
    )


def of_carers(carer_ids: Collection[int]) -> dict[int, list[SkillEntry]]:
    """The steps of many carers, in the order of recording."""
    found: dict[int, list[SkillEntry]] = defaultdict(list)
    chosen = select(SkillEntry).where(SkillEntry.carer_id.in_(carer_ids))
    for row in db.session.scalars(chosen.order_by(SkillEntry.id)):
        found[row.carer_id].append(row)
    return found


def entry(household_id: int, entry_id: int) -> SkillEntry:
    """One of them. NotFound: there is none of this household."""
    found = db.session.get(SkillEntry, entry_id)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such entry")
    return found


def hand_on(from_carer: int, to_carer: int, *, after: datetime | None = None) -> None:
    """Give a carer's row the steps of the same person by another: one who comes back, or comes along when two
    records become one. What it has already is not given twice.

    `after`: only what was recorded since. When two who were taken for one part again, only that is of whom it says.
    """
    has = {_same(row): row.id for row in of_carer(to_carer)}
    given: dict[int, int] = {}
    household_id = db.session.get_one(Carer, to_carer).household_id
    for row in of_carer(from_carer):
        if _same(row) in has:
            given[row.id] = has[_same(row)]  # what is said about it is about that one
            continue
        if after is not None and row.recorded_at <= after:
            continue
        names = [column.name for column in SkillEntry.__table__.columns if column.name != "id"]
        copied = {name: getattr(row, name) for name in names}
        about = given.get(row.about_id, row.about_id) if row.about_id is not None else None
        given[row.id] = add(
            SkillEntry(**copied | {"carer_id": to_carer, "household_id": household_id, "about_id": about})
        )


def _same(row: SkillEntry) -> tuple[object, ...]:
    return row.act, row.what, row.on_day, row.recorded_at
