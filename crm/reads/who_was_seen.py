"""Who was seen in a session of an assessment, in words: carers by name, others by what they are to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import select

from crm import clock
from crm.extensions import db
from crm.people import checks as kept
from crm.people import households, profile
from crm.people.profile_tables import HouseholdMember
from crm.people.tables import Carer, Household
from crm.register import settings

Told = tuple[str, str]  # carer-12 or member-5, and in words


def choices(household_id: int, agency_id: int) -> tuple[Told, ...]:
    """Everybody who belongs to a household today, for a form. The caller puts the look on record."""
    others = [(each, agency_id) for each in profile.members(household_id) if each.removed_at is None]
    return (*_carers(households.carers_of(household_id)), *_members(others))


def in_words(keys: Collection[str]) -> dict[str, str]:
    """What each of these is called, also of who has left since, in two queries at most."""
    ids: dict[str, list[int]] = {"carer": [], "member": []}
    for kind, _, number in (key.partition("-") for key in keys):
        ids[kind].append(int(number))
    found: dict[str, str] = {}
    if ids["carer"]:
        found |= dict(_carers(db.session.scalars(select(Carer).where(Carer.id.in_(ids["carer"])))))
    if ids["member"]:
        chosen = select(HouseholdMember, Household.agency_id).join(
            Household, Household.id == HouseholdMember.household_id
        )
        rows = db.session.execute(chosen.where(HouseholdMember.id.in_(ids["member"])))
        found |= dict(_members((row[0], row[1]) for row in rows))
    return found


def _carers(rows: Iterable[Carer]) -> Iterator[Told]:
    for row in rows:
        yield f"carer-{row.id}", row.name or f"the {'first' if row.position == 1 else 'second'} applicant"


def _members(rows: Iterable[tuple[HouseholdMember, int]]) -> Iterator[Told]:
    today = clock.today()
    for row, agency_id in rows:
        known = {each["code"]: each for each in settings.value("member_relations", agency_id, today)}
        yield f"member-{row.id}", kept.person_of(row, known.get(row.relation, {}), today).label
