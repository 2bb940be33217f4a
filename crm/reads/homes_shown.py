"""What a list of homes shows of each: the terms, how the places are used, the languages spoken, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.actor import Actor
from crm.extensions import db
from crm.journey.availability import Used
from crm.ledger.tables import HouseholdNow
from crm.people import usable_ages
from crm.people.profile_tables import CarerProfile, HouseholdProfile
from crm.people.tables import Carer, Household
from crm.people.usable_ages import ForNow
from crm.reads.workers import staff

HOME, NOW = Household.__table__.c, HouseholdNow.__table__.c


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household that may do, before the rest of it is read."""

    id: int
    reference: str
    used: Used | None
    miles: float | None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the carers would like most, and binds nobody: how many children, their ages, kinds of care."""

    places: int | None
    age_from: int | None
    age_to: int | None
    offers: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether they have said anything of it."""
        return bool(self.places or self.offers) or self.age_from is not None or self.age_to is not None


@dataclass(frozen=True, slots=True)
class Home:
    """A home as the list shows it: never an address. `miles` are whole ones; None where they are not known."""

    reference: str
    name: str | None
    area: str | None
    route: str
    places: int
    siblings_extra: int
    age_from: int | None
    age_to: int | None
    offers: tuple[str, ...]
    named: int
    used: Used | None
    miles: int | None
    languages: tuple[str, ...]
    worker: str | None
    wishes: Wishes
    for_now: ForNow | None = None  # only these ages can come for a while, as the carers say


def shown(found: Sequence[Candidate], by: Actor, day: date) -> tuple[Home, ...]:
    """What the list shows of these on a day, in their order: in four queries."""
    ids = [each.id for each in found]
    columns = (
        *(HOME.reference, HOME.name, HOME.area, HOME.worker_id, NOW.household_id, NOW.route, NOW.places),
        *(NOW.siblings_extra, NOW.age_from, NOW.age_to, NOW.offers, NOW.named, HouseholdProfile.languages),
        *(HouseholdProfile.wished_places, HouseholdProfile.wished_from, HouseholdProfile.wished_to),
        HouseholdProfile.wished_offers,
    )
    homes = HouseholdNow.__table__.join(Household.__table__, HOME.id == NOW.household_id)
    homes = homes.outerjoin(HouseholdProfile.__table__, HouseholdProfile.household_id == HOME.id)
    rows = db.session.execute(select(*columns).select_from(homes).where(NOW.household_id.in_(ids)))
    known: dict[int, Any] = {row.household_id: row for row in rows}
    spoken = _spoken(ids)
    holders = staff(by).holders
    for_now = usable_ages.of_homes(ids, day)
    return tuple(_home(each, known[each.id], spoken, holders, for_now.get(each.id)) for each in found)


def _home(found: Candidate, row: Any, spoken: dict[int, list[str]], holders: Any, for_now: ForNow | None) -> Home:
    languages = dict.fromkeys(each for each in (row.languages, *spoken.get(found.id, ())) if each)
    return Home(
        reference=row.reference,
        name=row.name,
        area=row.area,
        route=row.route,
        places=row.places,
        siblings_extra=row.siblings_extra,
        age_from=row.age_from,
        age_to=row.age_to,
        offers=tuple(code for code in row.offers.split(";") if code),
        named=row.named,
        used=found.used,
        miles=int(found.miles) if found.miles is not None else None,
        languages=tuple(languages),
        worker=holders.get(row.worker_id),
        wishes=Wishes(row.wished_places, row.wished_from, row.wished_to, tuple((row.wished_offers or "").split())),
        for_now=for_now,
    )


def _spoken(ids: Sequence[int]) -> dict[int, list[str]]:
    """What the carers of each household speak."""
    rows = select(Carer.household_id, CarerProfile.speaks).join(CarerProfile, CarerProfile.carer_id == Carer.id)
    there = Carer.household_id.in_(ids), Carer.removed_at.is_(None), CarerProfile.speaks.is_not(None)
    found: dict[int, list[str]] = {}
    for row in db.session.execute(rows.where(*there).order_by(Carer.id)):
        found.setdefault(row.household_id, []).append(str(row.speaks))
    return found
