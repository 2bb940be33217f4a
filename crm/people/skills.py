"""Steps of carers' skills: stored, loaded, and handed on with the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from crm import clock
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.levels import DECIDED, STRUCK_OUT
from crm.people import merging
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer, Household

APART = "two_people"  # why it was struck out: it is of another
STEP, WHO, HOME = (each.__table__.c for each in (SkillEntry, Carer, Household))


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


def decided_in(agency_id: int) -> list[Row[Any]]:
    """What was decided of levels, and struck out, of all who are carers of a council's households now; `home` is
    the household."""
    chosen = select(
        *(STEP.id, STEP.carer_id, STEP.act, STEP.what, STEP.on_day, STEP.about_id, WHO.household_id.label("home"))
    )
    chosen = chosen.join_from(SkillEntry.__table__, Carer.__table__, WHO.id == STEP.carer_id)
    chosen = chosen.join(Household.__table__, HOME.id == WHO.household_id)
    there = STEP.agency_id == agency_id, WHO.removed_at.is_(None), HOME.merged_into_id.is_(None)
    return list(db.session.execute(chosen.where(*there, STEP.act.in_((DECIDED, STRUCK_OUT))).order_by(STEP.id)))


def entry(household_id: int, entry_id: int) -> SkillEntry:
    """One of them. NotFound: there is none of this household."""
    found = db.session.get(SkillEntry, entry_id)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such entry")
    return found


def is_struck_out(entry_id: int) -> bool:
    """Whether a step counts no more."""
    struck = select(STEP.id).where(STEP.about_id == entry_id, STEP.act == STRUCK_OUT)
    return db.session.scalar(struck.limit(1)) is not None


def hand_on(from_carer: int, to_carer: int, *, after: datetime | None = None) -> list[int]:
    """Give a carer's row the steps of the same person by another: one who comes back, or comes along when two
    records become one. What it has already is not given twice. The numbers of what was given.

    `after`: only what was recorded since. When two who were taken for one part again, only that is of whom it says.
    """
    has = {_same(row): row.id for row in _own(to_carer)}
    made = []
    given: dict[int, int] = {}
    household_id = db.session.get_one(Carer, to_carer).household_id
    for row in _own(from_carer):
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
        made.append(given[row.id])
    return made


def twin(entry_id: int, carer_id: int) -> int:
    """The step of another row of the same person that says the same; itself, where there is none."""
    said = _same(db.session.get_one(SkillEntry, entry_id))
    return next((row.id for row in of_carer(carer_id) if _same(row) == said), entry_id)


def take_back(entry_ids: Collection[int], *, at: datetime, by: int | None) -> None:
    """Strike out what a carer was given of somebody who turned out to be another: nothing is taken out."""
    struck = select(STEP.about_id).where(STEP.about_id.in_(entry_ids), STEP.act == STRUCK_OUT)
    gone = set(db.session.scalars(struck))
    for number in sorted(set(entry_ids) - gone):
        row = db.session.get_one(SkillEntry, number)
        if row.act == STRUCK_OUT:
            continue
        whose = {"agency_id": row.agency_id, "household_id": row.household_id, "carer_id": row.carer_id}
        told = {"because": APART, "about_id": row.id, "recorded_at": at, "recorded_by": by}
        add(SkillEntry(act=STRUCK_OUT, what=row.what, on_day=clock.day_of(at), **whose, **told))


def _own(carer_id: int) -> list[SkillEntry]:
    """Every step of a carer but those that were given to them and taken back."""
    rows = of_carer(carer_id)
    gone = {row.about_id for row in rows if row.act == STRUCK_OUT and row.because == APART}
    return [row for row in rows if row.id not in gone and not (row.about_id in gone and row.because == APART)]


def _same(row: SkillEntry) -> tuple[object, ...]:
    return row.act, row.what, row.on_day, row.recorded_at
